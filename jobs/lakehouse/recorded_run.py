"""A run as its receipt in ``ops.run`` tells it, with what it read found again exactly as it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.contract import BUSINESS_DATE, Contract
from jobs.lakehouse.delivery import Delivery, Landing
from jobs.lakehouse.errors import ContractFault, DataFault, Skipped
from jobs.lakehouse.formats.opened import sha256_of
from jobs.lakehouse.lake import Lake
from jobs.lakehouse.lake_versions import is_whole
from jobs.lakehouse.publication import Pinned
from jobs.lakehouse.receipt import OPS_RUN
from jobs.lakehouse.settings import Settings

PUBLISHED = ("PUBLISHED", "UNCHANGED", "CARRIED")


@dataclass(frozen=True)
class RecordedRun:
    """What a receipt says that a replay needs."""

    run_id: str
    table: str
    business_date: date
    status: str
    code_hash: str
    checkout_hash: str
    versions: Mapping[str, str]
    hashes: Mapping[str, str]
    parameters: Mapping[str, str]
    delivery_number: int | None
    output_version: int
    content_hash: str


def recorded_run(lake: Lake, run_id: str) -> RecordedRun:
    """The run that a receipt tells of.

    Raises ContractFault when no run has this number, Skipped when it did not publish, and DataFault when its receipt
    does not name all that a replay needs.
    """
    row = _row(lake, run_id)
    _require_provable(row)
    return RecordedRun(
        run_id=run_id,
        table=row["table_name"],
        business_date=row[BUSINESS_DATE],
        status=row["status_code"],
        code_hash=row["code_hash"],
        checkout_hash=row["checkout_hash"],
        versions=dict(row["input_versions"]),
        hashes=dict(row["input_hashes"]),
        parameters=dict(row["parameters"] or ()),
        delivery_number=row["delivery_number"],
        output_version=row["output_version"],
        content_hash=row["content_hash"],
    )


def _row(lake: Lake, run_id: str) -> dict[str, Any]:
    path = lake.path(OPS_RUN)
    found = pl.scan_delta(str(path)).filter(pl.col("run_id") == run_id).collect() if path.exists() else pl.DataFrame()
    if found.is_empty():
        raise ContractFault(f"There is no run {run_id or 'without a number'}: take the run_id of a row of {OPS_RUN}.")
    return found.row(0, named=True)


def _require_provable(row: Mapping[str, Any]) -> None:
    if row["status_code"] not in PUBLISHED:
        raise Skipped(
            f"Run {row['run_id']} of {row['table_name']} ended as {row['status_code']}: it published nothing "
            "that could be compared."
        )
    if row.get("input_hashes") is None:
        raise DataFault(
            f"The receipt of run {row['run_id']} does not name the hashes of its inputs, as older ones did not: it "
            "cannot be replayed exactly."
        )


def recorded_pins(lake: Lake, catalog: Catalog, run: RecordedRun) -> dict[str, Pinned]:
    """The inputs of a run as it read them; raises DataFault when one of their versions is gone."""
    return {name: _pin(lake, catalog[name], run, int(version)) for name, version in run.versions.items()}


def _pin(lake: Lake, contract: Contract, run: RecordedRun, version: int) -> Pinned:
    """Only a table that keeps its days apart is read by what its publication says: under which day the rows lie."""
    name = contract.name
    require_whole(lake, name, version)
    if contract.write == "replace_partition":
        known = [one for one in lake.publications.generations(name, run.business_date) if one.version == version]
    else:
        known = list(lake.publications.of_table(name))
    if not known:
        raise DataFault(
            f"Version {version} of {name} is not among its publications for {run.business_date}: what was made from it "
            "cannot be built again."
        )
    return Pinned(known[-1], version, run.hashes[name])


def require_whole(lake: Lake, name: str, version: int) -> None:
    """Raise DataFault when a version can no longer be read."""
    if not is_whole(lake.path(name), version):
        raise DataFault(f"Version {version} of {name} is gone, its files were vacuumed: it cannot be read again.")


def recorded_delivery(settings: Settings, contract: Contract, run: RecordedRun) -> Delivery:
    """The delivery that a bronze run read; raises DataFault when it is gone or another file is in its place."""
    landing, system = Landing(settings.landing), contract.source.system
    known = landing.deliveries(system, run.business_date)
    delivery = next((one for one in known if one.sequence == run.delivery_number), None)
    place = f"delivery {run.delivery_number} of {system} for {run.business_date}"
    if delivery is None:
        raise DataFault(f"The {place} is gone from the landing: what was made from it cannot be built again.")
    file = delivery.file_of(contract.name)
    kept = sha256_of(landing.folder(delivery) / file.file)
    if f"{kept} {file.layout}" != run.hashes[contract.name]:
        raise DataFault(f"The {place} holds another file for {contract.name} than the one that was read.")
    return delivery
