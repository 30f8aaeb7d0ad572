"""Receive one system's delivery for one business date: fetch, decode, compare with what was declared, keep."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from jobs.lakehouse import connectors
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.connectors.received import Known, Received, Request
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.decode import Decoded, decode
from jobs.lakehouse.delivery import DeliveredFile, Delivery, Landing, rows_path
from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.formats.opened import sha256_of
from jobs.lakehouse.settings import Settings


def receive(system: str, business_date: date, catalog: Catalog, settings: Settings) -> Delivery:
    """The delivery of a system for a day: the one already landed, or a new one.

    A landed delivery is never fetched again, so running a day again reads the same bytes.
    """
    contracts = catalog.system(system)
    landing = Landing(settings.landing)
    landed = landing.latest(system, business_date)
    if landed and {file.table for file in landed.files} >= {contract.name for contract in contracts}:
        return landed
    with landing.draft(system) as draft:
        received = connectors.fetch(_request(contracts, business_date, settings, landing, draft))
        by_name = {contract.name: contract for contract in contracts}
        delivery = Delivery(
            system=system,
            business_date=business_date,
            sequence=landed.sequence + 1 if landed else 1,
            received_at=datetime.now(UTC).isoformat(timespec="seconds"),
            files=tuple(_looked_through(file, by_name[file.table]) for file in received),
        )
        return landing.keep(draft, delivery)


def _request(contracts: tuple[Contract, ...], day: date, settings: Settings, landing: Landing, draft: Path) -> Request:
    system = contracts[0].source.system
    previous = landing.before(system, day)
    return Request(
        system=system,
        contracts=contracts,
        business_date=day,
        address=settings.source_address(system),
        folder=draft,
        secrets=settings.secrets,
        known=_known(previous, landing.folder(previous)) if previous else {},
        previous_date=previous.business_date if previous else None,
    )


def _known(previous: Delivery, folder: Path) -> dict[str, Known]:
    return {file.table: Known(folder / file.file, file.entity_tag, file.bookmark) for file in previous.files}


def _looked_through(file: Received, contract: Contract) -> DeliveredFile:
    """Decode a received file and hold what was counted against what the supplier declared."""
    amount_column = file.declared.get("amount_column") or contract.delivery.amount_column
    decoded = decode(file.path, contract, amount_column, rows_path(file.path.parent, contract.name))
    sha256 = sha256_of(file.path)
    if file.declared:
        _require_agreement(contract, file, decoded, sha256)
    return DeliveredFile(
        table=contract.name,
        file=file.path.name,
        bytes=file.path.stat().st_size,
        sha256=sha256,
        records=decoded.records,
        encoding=getattr(contract.format, "encoding", contract.format.kind),
        entity_tag=file.entity_tag,
        bookmark=file.bookmark,
        amount_column=amount_column,
        amount_total=None if decoded.amount_total is None else f"{decoded.amount_total:.2f}",
    )


def _require_agreement(contract: Contract, file: Received, decoded: Decoded, sha256: str) -> None:
    """Nothing of a file that contradicts its control file is loaded."""
    total = None if decoded.amount_total is None else f"{decoded.amount_total:.2f}"
    counted = {"rows": str(decoded.records), "sha256": sha256, "amount_total": total}
    for name, value in counted.items():
        declared = file.declared.get(name)
        if declared is None:
            raise DataFault(
                f"{contract.name}: the control file of {file.path.name} does not say {name}: ask the supplier."
            )
        if value is not None and declared != value and not _same_number(declared, value):
            raise DataFault(
                f"{contract.name}: file {file.path.name} contradicts its control file ({name} declared {declared}, "
                f"counted {value}): nothing was loaded, ask the supplier for it again."
            )


def _same_number(declared: str, counted: str) -> bool:
    try:
        return Decimal(declared) == Decimal(counted)
    except ArithmeticError:
        return False
