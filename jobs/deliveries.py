"""What arrived, what is held, and the decisions of people about it: ``python -m jobs.deliveries list``.

A held delivery goes on once somebody releases it; its tables are then run again, by Airflow or by hand.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Annotated

import typer

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.command import business_date_of, ends_in_one_sentence, run
from jobs.lakehouse.delivery import Decision, Delivery, Landing, State
from jobs.lakehouse.delivery_pages import write_delivery_pages
from jobs.lakehouse.errors import ContractFault, DataFault, Held, InfrastructureFault, NotYetDelivered, Skipped
from jobs.lakehouse.receive import receive
from jobs.lakehouse.settings import Settings, read_settings

application = typer.Typer(add_completion=False, help=__doc__)
Day = Annotated[str, typer.Option("--date", help="Business date, yyyy-mm-dd")]
Person = Annotated[str, typer.Option("--by", help="Who decides")]
Reason = Annotated[str, typer.Option("--reason", help="Why, in a few words; kept with the delivery")]

Sequence = Annotated[
    int | None, typer.Option(min=1, help="Number of the delivery that you have read; the newest held one, if left out")
]


@application.command("list")
@ends_in_one_sentence
def list_deliveries(
    days: Annotated[int, typer.Option(help="How many of the latest business dates")] = 5,
) -> None:
    """Every delivery of the latest business dates, with what was found in it."""
    landing = Landing(read_settings().landing)
    latest = sorted({day for system in landing.systems() for day in landing.days(system)})[-days:]
    for day in latest:
        for system in landing.systems():
            for delivery in landing.deliveries(system, day):
                typer.echo("\n".join(_lines(landing, delivery)))
    if not latest:
        typer.echo("Nothing has arrived yet: start with `make run`.")


@application.command()
@ends_in_one_sentence
def release(system: str, day: Day, by: Person, reason: Reason, sequence: Sequence = None) -> None:
    """Let the rows of a held delivery go on."""
    _decide(system, business_date_of(day), sequence, Decision(state=State.RECEIVED, reason=reason, **_who(by)))
    looks = "Airflow runs the day again at its next look"
    step = looks if system in Catalog().dated_systems else f"clear `landing.{system}` of that day in Airflow"
    typer.echo(f"Released {system} for {day}: {step}, or approve it where Airflow asks.")


@application.command()
@ends_in_one_sentence
def refuse(system: str, day: Day, by: Person, reason: Reason, sequence: Sequence = None) -> None:
    """Keep a held delivery out for good; what was in force for its day stays in force."""
    _decide(system, business_date_of(day), sequence, Decision(state=State.REFUSED, reason=reason, **_who(by)))
    typer.echo(f"Refused {system} for {day}: ask the supplier for a correction.")


@application.command("look-again")
@ends_in_one_sentence
def look_again(
    system: str, days: Annotated[int, typer.Option(help="How many business dates back from the latest")] = 10
) -> None:
    """Ask a source for corrected and late deliveries of days gone by; raises Skipped where it cannot be asked by date.

    The last line has each day that a delivery came for which no run has taken up yet, so that an answer that was lost
    is given again.
    """
    settings, catalog = read_settings(), Catalog()
    catalog.system(system)
    if system not in catalog.dated_systems:
        raise Skipped(
            f"{system} cannot be asked for a day gone by: only a source whose files all carry their date can."
        )
    landing = Landing(settings.landing)
    asked = _days_to_ask(days, landing)
    for day in asked:
        _ask(system, day, settings, catalog)
    news = [day for day in asked if landing.waits_for_a_run(system, day)]
    restated = _with_later_days(system, news, landing, catalog)
    typer.echo(f"{system}: {' '.join(day.isoformat() for day in restated) or 'nothing new'}")


def _lines(landing: Landing, delivery: Delivery) -> list[str]:
    decision = landing.decision(delivery)
    head = f"{delivery.business_date} {delivery.system} delivery {delivery.sequence}, received {delivery.received_at}"
    files = [
        f"  {landing.state(delivery, file.table):10} {file.table:42} {file.records:>12,} rows  {file.file}"
        for file in delivery.files
    ]
    findings = [f"  {finding.severity or 'notice':10} {finding.text}" for finding in delivery.findings]
    person = [f"  decided by {decision.decided_by}: {decision.reason}"] if decision.decided_by != "rules" else []
    return [head, *files, *findings, *person]


def _who(name: str) -> dict[str, str]:
    return {"decided_by": name, "decided_at": datetime.now(UTC).isoformat(timespec="seconds")}


def _decide(system: str, day: date, sequence: int | None, decision: Decision) -> None:
    """Decide about the held delivery of a day; no decision is overwritten, and the same one twice is no fault.

    Who was shown a delivery in Airflow may answer after somebody released or refused that one by the command.
    """
    settings = read_settings()
    landing = Landing(settings.landing)
    if not decision.reason.strip() or not decision.decided_by.strip():
        raise ContractFault("A decision needs a name and a reason: give both --by and --reason.")
    if _is_decided(landing, system, day, sequence, decision.state):
        return
    landing.decide(_held(landing, system, day, sequence), decision)
    write_delivery_pages(landing, settings.data_docs)


def _is_decided(landing: Landing, system: str, day: date, sequence: int | None, state: State) -> bool:
    """Whether a person decided the same about the delivery that is named."""
    made = (landing.decision(one) for one in landing.deliveries(system, day) if one.sequence == sequence)
    return any(one.state is state and one.decided_by != "rules" for one in made)


def _held(landing: Landing, system: str, day: date, sequence: int | None) -> Delivery:
    """The newest held delivery of a day; raises DataFault where there is none or a person has read another one."""
    held = [one for one in landing.deliveries(system, day) if landing.decision(one).state is State.HELD]
    if not held:
        raise DataFault(f"No delivery of {system} for {day} is held: see `python -m jobs.deliveries list`.")
    newest = held[-1]
    if sequence not in (None, newest.sequence):
        raise DataFault(
            f"Nothing was decided about delivery {sequence} of {system} for {day}: the one that is held now is "
            f"delivery {newest.sequence}, so look at that one first."
        )
    return newest


def _days_to_ask(days: int, landing: Landing) -> list[date]:
    """The latest business dates of the whole lake, for which a system may have delivered late or again."""
    known = sorted({day for name in landing.systems() for day in landing.days(name)})
    return [day for day in known if day > known[-1] - timedelta(days=days)]


def _with_later_days(system: str, news: list[date], landing: Landing, catalog: Catalog) -> list[date]:
    """A merged table shows what a day brought to every later day too, so those are run again after it."""
    if not news or all(contract.write != "merge" for contract in catalog.depending_on((system,))):
        return news
    return [day for day in landing.days(system) if day >= min(news)]


def _ask(system: str, day: date, settings: Settings, catalog: Catalog) -> None:
    """What arrives is kept, good or bad; a source that cannot be reached now is asked at the next look."""
    try:
        receive(system, day, catalog, settings)
    except (DataFault, Held, NotYetDelivered, InfrastructureFault) as fault:
        typer.echo(f"{day}: {fault}", err=True)


if __name__ == "__main__":
    run(application)
