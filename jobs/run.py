"""Run one step of a business day: ``python -m jobs.run silver.account --date 2026-06-01``.

``landing.<system>`` receives a delivery; every other name is a table. Exit codes: 0 done, 3 skipped, 4 not delivered
yet, 5 held for a person, 64 a contract or the command is wrong, 65 the data is not as promised (not retried), 75 a
service cannot be reached (retried).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.command import business_date_of, ends_in_one_sentence, run
from jobs.lakehouse.errors import DataFault, Held
from jobs.lakehouse.settings import read_settings

if TYPE_CHECKING:
    from jobs.lakehouse.gate import Gate

application = typer.Typer(add_completion=False)


@application.command(help=__doc__)
@ends_in_one_sentence
def main(
    name: Annotated[str, typer.Argument(help="<layer>.<table> or landing.<system>")],
    day: Annotated[str, typer.Option("--date", help="Business date, yyyy-mm-dd")],
) -> None:
    """Receive a delivery or run a table for a business date."""
    business_date = business_date_of(day)
    layer, _, noun = name.partition(".")
    if layer == "landing":
        return _receive(noun, business_date)
    if name == "ops.delivery":
        return _record_deliveries(business_date)
    return _run(name, business_date)


def _record_deliveries(business_date: date) -> None:
    from jobs.lakehouse.delivery import Landing
    from jobs.lakehouse.delivery_record import record_deliveries
    from jobs.lakehouse.runner import open_workshop
    from jobs.lakehouse.session import current_attempt, open_session

    settings, catalog = read_settings(), Catalog()
    workshop = open_workshop(open_session(settings, current_attempt("ops.delivery")), settings, catalog)
    files = record_deliveries(workshop.lake, Landing(settings.landing), catalog, business_date)
    typer.echo(f"ops.delivery {business_date}: {files} delivered files")


def _receive(system: str, business_date: date) -> None:
    from jobs.lakehouse.delivery import Landing
    from jobs.lakehouse.receive import receive

    settings = read_settings()
    landing = Landing(settings.landing)
    try:
        delivery = receive(system, business_date, Catalog(), settings)
    except (DataFault, Held):  # After any other fault the day waits on: a later attempt may come through.
        landing.take_up(system, business_date)
        raise
    landing.take_up(system, business_date)
    records = sum(file.records for file in delivery.files)
    typer.echo(f"{system} {business_date} delivery {delivery.sequence}: {len(delivery.files)} files, {records} records")


def _run(name: str, business_date: date) -> None:
    from jobs.lakehouse.runner import open_workshop, run_table
    from jobs.lakehouse.session import SessionOnDemand, current_attempt

    # Contracts first: a wrong one is told even where no engine runs.
    settings, attempt, catalog = read_settings(), current_attempt(name), Catalog()
    contract = catalog[name]
    contract.require_finished()
    workshop = open_workshop(SessionOnDemand(settings, attempt), settings, catalog)
    receipt = run_table(workshop, contract.name, business_date, attempt)
    account = receipt.account
    typer.echo(
        f"{name} {business_date} {receipt.status.lower()} version {receipt.output_version}: read {receipt.read}, "
        f"loaded {account.loaded}, quarantined {account.quarantined}, duplicates {account.duplicate}, "
        f"filtered {account.filtered}; {_gate(receipt.gate)}; "
        + ", ".join(f"{step} {seconds:.1f} s" for step, seconds in receipt.steps.items())
    )


def _gate(gate: Gate | None) -> str:
    return f"{len(gate.answers)} rules held, {len(gate.warnings)} warnings" if gate else "nothing new to judge"


if __name__ == "__main__":
    run(application)
