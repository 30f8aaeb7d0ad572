"""One run of one table: read, build, check, publish, and a receipt whatever happens."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from threading import Thread

from pyspark.sql import DataFrame, SparkSession

from jobs.lakehouse.account import Account, account_of
from jobs.lakehouse.bronze import delivered_rows, delivered_rules, delivery_of
from jobs.lakehouse.build_parameters import REPAIRS, Parameters, as_of_now, build_frame
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import conform
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.data_docs import carry_page, write_page
from jobs.lakehouse.delivery import Landing, Loaded
from jobs.lakehouse.earlier_days import earlier_contents
from jobs.lakehouse.errors import DataFault, ExitCode, InfrastructureFault, YihuError
from jobs.lakehouse.exhaustion import exhausted
from jobs.lakehouse.gate import Gate
from jobs.lakehouse.healing import outcomes, repaired, repairs_hash
from jobs.lakehouse.lake import Lake
from jobs.lakehouse.lineage_delivery import load_client, tell
from jobs.lakehouse.publication import Pinned, Publication
from jobs.lakehouse.quality import Beside, check
from jobs.lakehouse.quarantine_pages import note_quarantine
from jobs.lakehouse.receipt import Receipt
from jobs.lakehouse.run_pages import show_run
from jobs.lakehouse.session import Attempt
from jobs.lakehouse.settings import Settings
from jobs.lakehouse.staging import Staged
from jobs.lakehouse.table_code import Rules, code_hash, rules_of
from jobs.lakehouse.unchanged import origin_of
from jobs.lakehouse.verdict import verdict_of
from jobs.lakehouse.workshop import Workshop

STATUS_OF_FAULT = {ExitCode.SKIPPED: "SKIPPED", ExitCode.DATA_FAULT: "REFUSED"}


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
    Thread(target=load_client, daemon=True).start()
    try:
        _run(workshop, contract, receipt)
        note_quarantine(contract, business_date, workshop.catalog, workshop.settings)
    except Exception as error:
        fault = _fault_behind(error, receipt)
        with suppress(Exception):
            _report(workshop, receipt)
        raise fault from (None if fault is error else error)
    _report(workshop, receipt)
    return receipt


def _fault_behind(error: Exception, receipt: Receipt) -> Exception:
    """Note in the receipt why a run ended, in a sentence; what the machine ran out of is told as such."""
    fault = exhausted(error, receipt.table) or error
    if not isinstance(fault, YihuError):
        receipt.message = f"{type(error).__name__} in the run of {receipt.table}; the log of this task has the details."
        return fault
    receipt.status = STATUS_OF_FAULT.get(fault.exit_code, "FAILED")
    receipt.message = str(fault)
    receipt.gate = getattr(fault, "gate", receipt.gate)
    return fault


def _report(workshop: Workshop, receipt: Receipt) -> None:
    """Say how a run ended: to the bank's records, to its lineage catalogue and to people.

    A good run without its receipt is run again; a failed one ends with its own fault, recorded or not.
    """
    receipt.write(workshop.lake, workshop.catalog)
    tell(receipt, workshop.catalog, workshop.settings)
    show_run(receipt, workshop.catalog, workshop.settings)


def _run(workshop: Workshop, contract: Contract, receipt: Receipt) -> None:
    day = receipt.business_date
    pinned = _note_inputs(workshop, contract, receipt)
    receipt.made_from = origin_of(contract, day, workshop.lake, _made_of(receipt))
    if _is_carried(workshop, contract, receipt):
        return
    rules = rules_of(contract)
    with receipt.step("open"):  # Spark's column functions know only then which kind of session they are for
        _ = workshop.spark.conf
    with receipt.step("build"):
        built = _repaired(workshop, contract, receipt, _built(workshop, contract, receipt, pinned))
        conformed = conform(built, contract, (*rules.row_rules(), *delivered_rules(receipt.file)))
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
    receipt.repairs = workshop.repairs.approved(contract.name, day)
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


def _made_of(receipt: Receipt) -> dict[str, str]:
    """A hash of everything the run reads; the repairs count where there are any."""
    return receipt.contents | ({"repairs": repairs_hash(receipt.repairs)} if receipt.repairs else {})


def _repaired(workshop: Workshop, contract: Contract, receipt: Receipt, built: DataFrame) -> DataFrame:
    if not receipt.repairs:
        return built
    receipt.parameters |= {REPAIRS: " ".join(sorted(one.id for one in receipt.repairs))}
    return repaired(workshop.spark, built, contract, receipt.repairs)


def _is_carried(workshop: Workshop, contract: Contract, receipt: Receipt) -> bool:
    """Publish again, without building, what this day or the one before made from the same inputs with the same code."""
    day, lake = receipt.business_date, workshop.lake
    earlier = lake.same_origin(contract, day, receipt.made_from)
    if earlier is None:
        return False
    carried = lake.carry(contract, day, earlier, receipt.delivery.sequence if receipt.delivery else None)
    is_new = earlier.business_date != carried.business_date
    receipt.status, receipt.output_version = "CARRIED" if is_new else "UNCHANGED", carried.version
    receipt.generation = carried.generation
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
    receipt.repaired = outcomes(staged, receipt.repairs) if receipt.repairs else {}
    if file:
        receipt.account.require_amount(file.amount_total, table)


def _built(workshop: Workshop, contract: Contract, receipt: Receipt, pinned: Mapping[str, Pinned]) -> DataFrame:
    if receipt.delivery:
        return delivered_rows(workshop.spark, Landing(workshop.settings.landing), contract, receipt.delivery)
    parameters = Parameters(workshop, contract, receipt.business_date, as_of_now(workshop, contract))
    receipt.parameters = parameters.told
    built = build_frame(workshop, contract, pinned, parameters)
    receipt.model_version = parameters.model_version
    return built


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
        repairs=receipt.repaired,
    )
    published = workshop.lake.publish(staged, draft)
    is_mine = published.run_id == receipt.run_id
    receipt.status, receipt.output_version = "PUBLISHED" if is_mine else "UNCHANGED", published.version
    receipt.generation = published.generation


def _mark_loaded(workshop: Workshop, contract: Contract, receipt: Receipt) -> None:
    """Tell the delivery what became of its rows."""
    if receipt.delivery:
        account = receipt.account
        loaded = Loaded(run_id=receipt.run_id, loaded=account.loaded, quarantined=account.quarantined)
        Landing(workshop.settings.landing).mark_loaded(receipt.delivery, contract.name, loaded)
