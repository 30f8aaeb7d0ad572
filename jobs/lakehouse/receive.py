"""Receive one system's delivery for one business date: fetch, decode, judge, keep.

The same bytes again are the same delivery. Other bytes for a day are a correction: a delivery of its own with the next
sequence number, which replaces the day once it is admitted; the earlier one is kept.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from jobs.lakehouse import connectors
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.connectors.received import Known, Received, Request
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.delivery import Decision, Delivery, Landing, State
from jobs.lakehouse.delivery_pages import write_delivery_pages
from jobs.lakehouse.errors import DataFault, Held, NotYetDelivered
from jobs.lakehouse.exhaustion import failed_here
from jobs.lakehouse.look_through import facts_of, looked_through
from jobs.lakehouse.settings import Settings

BANK_TIME = ZoneInfo("Asia/Shanghai")


def receive(system: str, business_date: date, catalog: Catalog, settings: Settings) -> Delivery:
    """The delivery in force of a system for a day, fetched if need be.

    A source that shows only its present state is not asked again for a day that it has delivered. Raises DataFault
    when what arrived is refused, Held when a person has to look at it first, and InfrastructureFault when the source
    or a disk of this machine fails.
    """
    try:
        return _received(system, business_date, catalog, settings)
    except OSError as error:
        raise failed_here(error, f"landing.{system}") from error


def _received(system: str, business_date: date, catalog: Catalog, settings: Settings) -> Delivery:
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
        late = f" It was promised by {deadline:%Y-%m-%d %H:%M} ({BANK_TIME.key})." if deadline else ""
        raise DataFault(f"{absence}{late}") from None


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
    )


def _known(previous: Delivery, folder: Path) -> dict[str, Known]:
    return {file.table: Known(folder / file.file, file.entity_tag, file.bookmark) for file in previous.files}


def _kept(
    received: tuple[Received, ...], contracts: tuple[Contract, ...], day: date, landing: Landing, draft: Path
) -> Delivery:
    """The delivery that these bytes are: one that is known already, or the next one of its day."""
    system = contracts[0].source.system
    by_name = {contract.name: contract for contract in contracts}
    arrived = [(one, facts_of(one, by_name[one.table])) for one in received]
    known = landing.deliveries(system, day)
    if known and known[-1].content == {file.content for _, file in arrived}:
        return known[-1]
    looked_at = [looked_through(one, file, by_name[one.table], day, landing) for one, file in arrived]
    delivery = Delivery(
        system=system,
        business_date=day,
        sequence=known[-1].sequence + 1 if known else 1,
        received_at=datetime.now(UTC).isoformat(timespec="seconds"),
        files=tuple(file for file, _ in looked_at),
        findings=tuple(finding for _, findings in looked_at for finding in findings),
    )
    return landing.keep(draft, delivery, _decision(delivery))


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
