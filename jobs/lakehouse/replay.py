"""A run, done again from its receipt: the same inputs, the same parameters, the code of this checkout.

Nothing is published: the result is staged aside, counted, compared with what the run published, and thrown away.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.lakehouse.account import account_of
from jobs.lakehouse.bronze import delivered_rows, delivered_rules
from jobs.lakehouse.build_parameters import IDENTITY_KEY, REPAIRS, AsOf, Parameters, build_frame, fingerprint
from jobs.lakehouse.conform import conform
from jobs.lakehouse.contract import BUSINESS_DATE, VALID_FROM, Contract
from jobs.lakehouse.delivery import Landing
from jobs.lakehouse.difference import Difference, difference_of
from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.healing import repaired
from jobs.lakehouse.history import valid_on
from jobs.lakehouse.recorded_run import RecordedRun, recorded_delivery, recorded_pins, recorded_run, require_whole
from jobs.lakehouse.table_code import all_code_hash, code_hash, rules_of
from jobs.lakehouse.workshop import Workshop


@dataclass(frozen=True)
class Replayed:
    """What came out: ``content_hash`` of the repetition, and how its rows differ where they do."""

    run: RecordedRun
    content_hash: str
    code_notes: tuple[str, ...]
    difference: Difference | None = None

    @property
    def is_equal(self) -> bool:
        """Whether the repetition is exactly what was published."""
        return self.content_hash == self.run.content_hash


def replay(workshop: Workshop, run_id: str) -> Replayed:
    """Repeat a run and compare.

    Raises ContractFault for an unknown run, Skipped for one that did not publish, and DataFault when what it read can
    no longer be had exactly as it was.
    """
    run = recorded_run(workshop.lake, run_id)
    contract = workshop.catalog[run.table]
    conformed = _rebuilt(workshop, contract, run)
    staged = workshop.lake.stage(conformed, contract, run.business_date, f"replay-{uuid.uuid4().hex}")
    try:
        content_hash = account_of(staged.rows(), contract).content_hash
        notes = tuple(_code_notes(contract, run))
        if content_hash == run.content_hash:
            return Replayed(run, content_hash, notes)
        return Replayed(
            run, content_hash, notes, difference_of(_published(workshop, contract, run), staged.loaded(), contract)
        )
    finally:
        staged.discard()


def _rebuilt(workshop: Workshop, contract: Contract, run: RecordedRun) -> DataFrame:
    row_rules = rules_of(contract).row_rules()
    if contract.source:
        delivery = recorded_delivery(workshop.settings, contract, run)
        rows = delivered_rows(workshop.spark, Landing(workshop.settings.landing), contract, delivery)
        row_rules = (*row_rules, *delivered_rules(delivery.file_of(contract.name)))
        return conform(_repaired(workshop, contract, run, rows), contract, row_rules)
    _require_key(workshop, run)
    parameters = Parameters(workshop, contract, run.business_date, _as_recorded(workshop, contract, run))
    built = build_frame(workshop, contract, recorded_pins(workshop.lake, workshop.catalog, run), parameters)
    return conform(_repaired(workshop, contract, run, built), contract, row_rules)


def _repaired(workshop: Workshop, contract: Contract, run: RecordedRun, built: DataFrame) -> DataFrame:
    """The rows with the repairs that the run applied."""
    wanted = run.parameters.get(REPAIRS, "").split()
    if not wanted:
        return built
    approved = {one.id: one for one in workshop.repairs.approved(contract.name, run.business_date)}
    if not set(wanted) <= set(approved):
        raise DataFault(f"A repair that run {run.run_id} applied was taken back since: it cannot be replayed.")
    return repaired(workshop.spark, built, contract, [approved[one] for one in wanted])


def _require_key(workshop: Workshop, run: RecordedRun) -> None:
    recorded = run.parameters.get(IDENTITY_KEY)
    if recorded and recorded != fingerprint(workshop.settings.identity_key()):
        raise DataFault(
            f"The identity key is not the one of run {run.run_id}: its tokens cannot be made again without that key."
        )


def _as_recorded(workshop: Workshop, contract: Contract, run: RecordedRun) -> AsOf:
    """The model and the earlier days that the run had; what its receipt does not name cannot be had."""

    def model_then(model: str) -> Any:
        from jobs.lakehouse import registry

        return registry.model_of(model, _recorded(run, model), workshop.settings)

    def earlier_version(name: str) -> int | None:
        recorded = _recorded(run, name)
        if recorded == "nothing":
            return None
        require_whole(workshop.lake, contract.looked_back_at[name], int(recorded))
        return int(recorded)

    return AsOf(model_then, earlier_version)


def _recorded(run: RecordedRun, name: str) -> str:
    if name not in run.parameters:
        raise DataFault(
            f"The receipt of run {run.run_id} does not name the {name} that its build had: it cannot be replayed."
        )
    return run.parameters[name]


def _published(workshop: Workshop, contract: Contract, run: RecordedRun) -> DataFrame:
    """The rows that the run published, as they stand in the version it names."""
    lake, name, day = workshop.lake, contract.name, run.business_date
    require_whole(lake, name, run.output_version)
    frame = lake.at_version(name, run.output_version)
    if contract.write == "history":
        frame = frame.where(valid_on(F.lit(day)))
    elif contract.write == "merge":
        frame = frame.where(F.col(VALID_FROM) == F.lit(day))
    elif contract.write == "replace_partition":
        known = [one for one in lake.publications.generations(name, day) if one.version == run.output_version]
        partition = known[-1].partition_date if known else day
        frame = frame.where(F.col(BUSINESS_DATE) == F.lit(partition))
    return frame.select(*(F.col(f"`{column}`") for column in contract.column_names))


def _code_notes(contract: Contract, run: RecordedRun) -> Iterator[str]:
    if run.code_hash != code_hash(contract):
        yield "code_hash of receipt differs from this checkout"
    elif run.checkout_hash != all_code_hash():
        yield "checkout_hash of receipt differs from this checkout: code that the build uses may have changed"
