"""One run of one table: read, build, check, publish, and a receipt whatever happens."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from jobs.lakehouse.account import Account, account_of
from jobs.lakehouse.agreement import agreement_behind
from jobs.lakehouse.bronze import delivered_rows, delivered_rules, delivery_of
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import conform
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.data_docs import carry_page, write_page
from jobs.lakehouse.delivery import Landing, Loaded
from jobs.lakehouse.earlier_days import earlier_contents, earlier_rows
from jobs.lakehouse.errors import ContractFault, DataFault, ExitCode, InfrastructureFault, YihuError
from jobs.lakehouse.gate import Gate
from jobs.lakehouse.lake import Lake
from jobs.lakehouse.publication import Pinned, Publication
from jobs.lakehouse.quality import Beside, check
from jobs.lakehouse.receipt import Receipt
from jobs.lakehouse.session import Attempt
from jobs.lakehouse.settings import Settings
from jobs.lakehouse.staging import Staged
from jobs.lakehouse.table_code import Rules, asked_for, build_of, code_hash, rules_of
from jobs.lakehouse.unchanged import origin_of
from jobs.lakehouse.verdict import verdict_of

STATUS_OF_FAULT = {ExitCode.SKIPPED: "SKIPPED", ExitCode.DATA_FAULT: "REFUSED"}


@dataclass(frozen=True)
class Workshop:
    """What every run needs: the engine, the lake, the contracts and the settings."""

    spark: SparkSession
    lake: Lake
    catalog: Catalog
    settings: Settings


def open_workshop(spark: SparkSession, settings: Settings, catalog: Catalog) -> Workshop:
    """The workshop of one installation."""
    return Workshop(spark, Lake(spark, settings, catalog), catalog, settings)


def run_table(workshop: Workshop, name: str, business_date: date, attempt: Attempt) -> Receipt:
    """Bring one table to its state for one business date.

    Running it again with the same inputs publishes nothing new. Raises the fault that ended the run, after its receipt
    was written; the last published version stays as it was.
    """
    contract = workshop.catalog[name]
    contract.require_finished()
    receipt = Receipt(uuid.uuid4().hex, name, business_date, attempt, code_hash(contract))
    try:
        _run(workshop, contract, receipt)
    except YihuError as fault:
        receipt.status = STATUS_OF_FAULT.get(fault.exit_code, "FAILED")
        receipt.message = str(fault)
        receipt.gate = getattr(fault, "gate", receipt.gate)
        raise
    except Exception as error:
        receipt.message = f"{type(error).__name__} in the run of {name}; the log of this task has the details."
        raise
    finally:
        receipt.write(workshop.spark, workshop.lake, workshop.catalog)
    return receipt


def _run(workshop: Workshop, contract: Contract, receipt: Receipt) -> None:
    day = receipt.business_date
    pinned = _note_inputs(workshop, contract, receipt)
    receipt.made_from = origin_of(contract, day, workshop.lake, receipt.contents)
    if _is_carried(workshop, contract, receipt):
        return
    rules = rules_of(contract)
    with receipt.step("build"):
        built = _built(workshop, contract, receipt, pinned)
        conformed = conform(built, contract, (*rules.row_rules, *delivered_rules(receipt.file)))
    with receipt.step("stage"):
        staged = workshop.lake.stage(conformed, contract, day, receipt.run_id)
    try:
        with receipt.step("account"):
            _account(workshop, staged, receipt)
        with receipt.step("gate"):
            receipt.gate = _gated(workshop, staged, rules, receipt, pinned)
        with receipt.step("publish"):
            _publish(workshop, staged, receipt)
            _mark_loaded(workshop, contract, receipt)
    finally:
        staged.discard()


def _note_inputs(workshop: Workshop, contract: Contract, receipt: Receipt) -> dict[str, Pinned]:
    """What this run reads, settled once: a correction that arrives meanwhile is the business of the next run."""
    day, lake = receipt.business_date, workshop.lake
    if contract.source:
        receipt.delivery = delivery_of(Landing(workshop.settings.landing), contract, day)
        name, file = f"landing.{contract.source.system}#{receipt.delivery.sequence}", receipt.file
        receipt.inputs, receipt.contents = {name: file.sha256}, {contract.name: f"{file.sha256} {file.layout}"}
        receipt.read = file.records
        return {}
    pinned = {name: lake.pin(name, day) for name in contract.reads}
    receipt.inputs = {name: str(one.version) for name, one in pinned.items()}
    receipt.contents = {name: one.content_hash for name, one in pinned.items()}
    if contract.rows_from:
        receipt.read = sum(pinned[name].publication.rows for name in contract.rows_from)
    return pinned


def _is_carried(workshop: Workshop, contract: Contract, receipt: Receipt) -> bool:
    """Publish again, without building, what this day or the one before made from the same inputs with the same code."""
    day, lake = receipt.business_date, workshop.lake
    earlier = lake.same_origin(contract, day, receipt.made_from)
    if earlier is None:
        return False
    carried = lake.carry(contract, day, earlier)
    is_new = earlier.business_date != carried.business_date
    receipt.status, receipt.output_version = "CARRIED" if is_new else "UNCHANGED", carried.version
    receipt.account, receipt.gate_id = Account(**carried.account), carried.gate_id
    receipt.read = receipt.account.total
    _mark_loaded(workshop, contract, receipt)
    carry_page(contract, date.fromisoformat(earlier.business_date), day, workshop.settings.data_docs)
    return True


def _account(workshop: Workshop, staged: Staged, receipt: Receipt) -> None:
    """Every row read has met one verdict, and the amounts of a delivery are all there."""
    file, table = receipt.file, staged.contract.name
    receipt.account = account_of(staged.rows(), staged.contract, file.amount_column if file else None)
    receipt.read = receipt.read if receipt.read is not None else receipt.account.total
    receipt.account.require_total(receipt.read, table)
    if file:
        receipt.account.require_amount(file.amount_total, table)


def _built(workshop: Workshop, contract: Contract, receipt: Receipt, pinned: Mapping[str, Pinned]) -> DataFrame:
    if receipt.delivery:
        return delivered_rows(workshop.spark, Landing(workshop.settings.landing), contract, receipt.delivery)
    day, lake = receipt.business_date, workshop.lake
    frames = {name.split(".")[1]: lake.read(name, day, pinned[name]) for name in contract.inputs}
    return build_of(contract)(**frames, **_parameters(workshop, contract, receipt))


def _parameters(workshop: Workshop, contract: Contract, receipt: Receipt) -> dict[str, Any]:
    """What a build asks for beside its frames: day, identity key, agreement, its earlier days, the model."""
    known: dict[str, Callable[[], Any]] = {
        "business_date": lambda: receipt.business_date,
        "identity_key": lambda: workshop.settings.identity_key(),
        "agreement": lambda: agreement_behind(contract, workshop.catalog),
        "earlier": lambda: earlier_rows(workshop.spark, workshop.lake, contract, receipt.business_date),
    }
    if contract.model:
        known[contract.model] = lambda: _champion(workshop.settings, contract.model, receipt)
    unknown = [name for name in asked_for(contract) if name not in known]
    if unknown:
        raise ContractFault(
            f"The build of {contract.name} asks for {', '.join(unknown)}, which its contract does not name."
        )
    return {name: known[name]() for name in asked_for(contract)}


def _champion(settings: Settings, model: str, receipt: Receipt) -> Any:
    from jobs.lakehouse import registry

    champion = registry.champion(model, settings)
    receipt.model_version = f"{model}/{champion.version}"
    return champion


def _gated(workshop: Workshop, staged: Staged, rules: Rules, receipt: Receipt, pinned: Mapping[str, Pinned]) -> Gate:
    """The open gate; what it compares the rows with is what this run has settled to read."""
    contract, day, lake = staged.contract, staged.business_date, workshop.lake
    earlier = earlier_contents(lake, contract, day)
    gate = check(
        staged.loaded(), contract, rules, Beside(day, lambda name: lake.read(name, day, pinned[name]), earlier)
    )
    page = _page(workshop, staged, gate)
    lake.verdicts.keep(verdict_of(gate, contract.name, day, receipt.account.content_hash))
    if gate.is_open:
        return gate
    raise GateRefused(
        f"The gate refused {contract.name} for {day}: {'; '.join(gate.critical_failures)}; "
        f"the last published version stays, see {page.name} in the Data Docs.",
        gate,
    )


def _page(workshop: Workshop, staged: Staged, gate: Gate) -> Path:
    """The page of a gate. It is not the verdict, but what nobody can look up is not published either."""
    contract, day = staged.contract, staged.business_date
    try:
        return write_page(gate, contract, day, staged.run_id, workshop.settings.data_docs)
    except OSError as error:
        raise InfrastructureFault(
            f"The page of the gate of {contract.name} for {day} cannot be written to the Data Docs "
            f"({type(error).__name__}), so nothing is published: make the folder writable and run it again."
        ) from None


class GateRefused(DataFault):
    """A critical rule failed; carries the gate for the receipt."""

    def __init__(self, sentence: str, gate) -> None:
        super().__init__(sentence)
        self.gate = gate


def _publish(workshop: Workshop, staged: Staged, receipt: Receipt) -> None:
    """Publish; where the same content is already published for that day, nothing is written."""
    account, delivery = receipt.account, receipt.delivery
    draft = Publication(
        table=staged.contract.name,
        business_date=staged.business_date.isoformat(),
        version=-1,
        content_hash=account.content_hash,
        rows=account.loaded,
        run_id=receipt.run_id,
        gate_id=receipt.gate.gate_id,
        made_from=receipt.made_from,
        account=account.facts(),
        attempt=receipt.attempt.number,
        delivery_sequence=delivery.sequence if delivery else None,
        inputs=receipt.contents,
    )
    published = workshop.lake.publish(staged, draft)
    is_mine = published.run_id == receipt.run_id
    receipt.status, receipt.output_version = "PUBLISHED" if is_mine else "UNCHANGED", published.version


def _mark_loaded(workshop: Workshop, contract: Contract, receipt: Receipt) -> None:
    """Tell the delivery what became of its rows."""
    if receipt.delivery:
        account = receipt.account
        loaded = Loaded(run_id=receipt.run_id, loaded=account.loaded, quarantined=account.quarantined)
        Landing(workshop.settings.landing).mark_loaded(receipt.delivery, contract.name, loaded)
