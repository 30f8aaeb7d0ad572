"""Receive one system's delivery for one business date: fetch, decode, judge, keep.

The same bytes again are the same delivery. Other bytes for a day are a correction: a delivery of its own with the next
sequence number, which replaces the day once it is admitted; the earlier one is kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from pathlib import Path
from zoneinfo import ZoneInfo

from jobs.lakehouse import connectors
from jobs.lakehouse.admission import findings_of, unreadable
from jobs.lakehouse.agreement import agreement_findings
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.connectors.received import Known, Received, Request
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.decode import decode
from jobs.lakehouse.delivery import Decision, DeliveredFile, Delivery, Finding, Landing, State, rows_path
from jobs.lakehouse.delivery_pages import write_delivery_pages
from jobs.lakehouse.errors import DataFault, Held, NotYetDelivered
from jobs.lakehouse.formats.limits import Unreadable
from jobs.lakehouse.formats.opened import sha256_of
from jobs.lakehouse.settings import Settings

BANK_TIME = ZoneInfo("Asia/Shanghai")
# What of a control file counts; a supplier may write more into it, such as the time.
CONTROL_FACTS = ("rows", "amount_column", "amount_total", "sha256", "agreement", "purpose")


def receive(system: str, business_date: date, catalog: Catalog, settings: Settings) -> Delivery:
    """The delivery in force of a system for a day, fetched if need be.

    A source that shows only its present state is not asked again for a day that it has delivered. Raises DataFault
    when what arrived is refused, Held when a person has to look at it first.
    """
    contracts = catalog.system(system)
    for contract in contracts:
        contract.require_finished()
    landing = Landing(settings.landing)
    landed = landing.latest(system, business_date)
    if landed and _covers(landed, contracts) and system not in catalog.dated_systems:
        return landed
    with landing.draft(system) as draft:
        received = _fetched(_request(contracts, business_date, settings, landing, draft))
        delivery = _kept(received, contracts, business_date, landing, draft)
    write_delivery_pages(landing, settings.data_docs)
    return admitted(delivery, landing)


def _fetched(request: Request) -> tuple[Received, ...]:
    """What has arrived; a delivery that is not there after the time it was promised for is a fault of its own."""
    try:
        return connectors.fetch(request)
    except NotYetDelivered as absence:
        deadline = deadline_of(request)
        if deadline and datetime.now(UTC) < deadline:
            raise
        promised = f" (promised by {deadline:%Y-%m-%d %H:%M} UTC)" if deadline else ""
        raise DataFault(f"{absence}{promised}") from None


def deadline_of(request: Request) -> datetime | None:
    """The moment by which a day's delivery has to be there: the latest of its tables, or None without a promise."""
    promised = [contract.delivery for contract in request.contracts if contract.delivery.expected_by]
    moments = (
        datetime.combine(request.business_date, time.fromisoformat(rules.expected_by), BANK_TIME)
        + timedelta(days=rules.expected_after_days)
        for rules in promised
    )
    return max(moments, default=None)


def _covers(landed: Delivery, contracts: tuple[Contract, ...]) -> bool:
    return {file.table for file in landed.files} >= {contract.name for contract in contracts}


def _request(contracts: tuple[Contract, ...], day: date, settings: Settings, landing: Landing, draft: Path) -> Request:
    system = contracts[0].source.system
    previous = next(landing.before(system, day), None)
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


def _kept(
    received: tuple[Received, ...], contracts: tuple[Contract, ...], day: date, landing: Landing, draft: Path
) -> Delivery:
    """The delivery that these bytes are: one that is known already, or the next one of its day."""
    system = contracts[0].source.system
    by_name = {contract.name: contract for contract in contracts}
    arrived = [(one, _facts(one, by_name[one.table])) for one in received]
    known = landing.deliveries(system, day)
    if known and known[-1].content == {file.content for _, file in arrived}:
        return known[-1]
    looked_at = [_looked_through(one, file, by_name[one.table], day, landing) for one, file in arrived]
    delivery = Delivery(
        system=system,
        business_date=day,
        sequence=known[-1].sequence + 1 if known else 1,
        received_at=datetime.now(UTC).isoformat(timespec="seconds"),
        files=tuple(file for file, _ in looked_at),
        findings=tuple(finding for _, findings in looked_at for finding in findings),
    )
    return landing.keep(draft, delivery, _decision(delivery))


def layout_of(contract: Contract) -> str:
    """Hash of what a contract says about reading and judging its file: with another layout, the same bytes are new."""
    said = (contract.source, contract.delivery, [(column.name, column.values) for column in contract.columns])
    agreed = (contract.purchase, contract.purpose) if contract.purchase else ()
    return _hash_of((*said, *agreed))


def _hash_of(said: tuple[object, ...]) -> str:
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _earlier(landing: Landing, contract: Contract, day: date) -> Iterator[DeliveredFile]:
    """The files of a table that are in force for the days before, newest first, as far back as its rules look."""
    oldest = day - timedelta(weeks=contract.delivery.rows.weeks)
    recent = takewhile(lambda one: one.business_date >= oldest, landing.before(contract.source.system, day))
    return (file for delivery in recent for file in delivery.files if file.table == contract.name)


def _looked_through(
    received: Received, file: DeliveredFile, contract: Contract, day: date, landing: Landing
) -> tuple[DeliveredFile, tuple[Finding, ...]]:
    """Decode a received file and judge it; one that no agreement covers is not opened."""
    not_agreed = agreement_findings(contract, file, day)
    if not_agreed:
        return file, not_agreed
    declared = received.declared.get("sha256", file.sha256)
    try:
        if declared != file.sha256:
            raise Unreadable(f"contradicts its control file (sha256 declared {declared}, counted {file.sha256})")
        decoded = decode(received.path, contract, file.amount_column, rows_path(received.path.parent, contract.name))
    except Unreadable as problem:
        return file, (unreadable(contract, file.file, str(problem)),)
    counted = file.model_copy(update=vars(decoded))
    return counted, findings_of(contract, counted, list(_earlier(landing, contract, day)))


def _facts(received: Received, contract: Contract) -> DeliveredFile:
    """What is known of a file before it is read."""
    rows = received.declared.get("rows")
    declared = tuple((name, received.declared.get(name)) for name in CONTROL_FACTS)
    return DeliveredFile(
        table=contract.name,
        file=received.path.name,
        bytes=received.path.stat().st_size,
        sha256=sha256_of(received.path),
        encoding=getattr(contract.format, "encoding", contract.format.kind),
        layout=layout_of(contract),
        control=_hash_of(declared) if received.declared else "",
        entity_tag=received.entity_tag,
        bookmark=received.bookmark,
        amount_column=received.declared.get("amount_column") or contract.delivery.amount_column,
        declared_records=int(rows) if rows and rows.isdigit() else None,
        declared_amount_total=received.declared.get("amount_total") or None,
        declared_agreement=received.declared.get("agreement") or None,
        declared_purpose=received.declared.get("purpose") or None,
    )


def _decision(delivery: Delivery) -> Decision:
    for state in (State.REFUSED, State.HELD):
        reason = delivery.reasons(state)
        if reason:
            return Decision(state=state, reason=reason, decided_at=delivery.received_at)
    return Decision(state=State.RECEIVED, decided_at=delivery.received_at)


def admitted(delivery: Delivery, landing: Landing) -> Delivery:
    """The delivery in force, now that this one arrived; raises DataFault when it is refused, Held when it waits."""
    decision = landing.decision(delivery)
    if decision.state is State.REFUSED:
        raise DataFault(f"{decision.reason}.")
    if decision.state is State.HELD:
        raise Held(
            f"Delivery {delivery.sequence} of {delivery.system} for {delivery.business_date} is held: "
            f"{decision.reason}; release or refuse it in Airflow or with `python -m jobs.deliveries`."
        )
    return landing.latest(delivery.system, delivery.business_date) or delivery
