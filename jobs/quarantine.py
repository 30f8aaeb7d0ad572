"""Rows that broke a rule, and their repair: ``python -m jobs.quarantine list``.

One person proposes new values, or an exception to the rule; a second one approves. ``replay`` then runs the table again
for the day, with the repaired rows in it, and everything that reads it. New values are read from a file or the standard
input, never from the command line, where others of the machine would see them.
"""

from __future__ import annotations

import getpass
import json
import os
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.command import business_date_of, ends_in_one_sentence, run
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.errors import ContractFault
from jobs.lakehouse.publication import Publications
from jobs.lakehouse.quarantine_pages import Line, note_quarantine
from jobs.lakehouse.quarantine_reader import BadRow, Quarantine, RowState
from jobs.lakehouse.repair import Repairs
from jobs.lakehouse.repair_desk import RepairDesk
from jobs.lakehouse.settings import Settings, read_settings

application = typer.Typer(add_completion=False, help=__doc__)
Table = Annotated[str, typer.Argument(help="<layer>.<table>")]
RowId = Annotated[str, typer.Argument(help="Id of the row, or its first digits, as `show` lists it")]
Day = Annotated[str, typer.Option("--date", help="Business date, yyyy-mm-dd")]
Reason = Annotated[str, typer.Option("--reason", help="Why, in a few words without values; kept with the repair")]
ProposalId = Annotated[str, typer.Option(help="Id of the proposal, to decide just about what you read")]
Person = Annotated[str, typer.Option("--by", default_factory=getpass.getuser, help="Who says so; you, if left out")]


@application.command("list")
@ends_in_one_sentence
def list_quarantine(days: Annotated[int, typer.Option(help="How many of the latest business dates")] = 31) -> None:
    """What is in quarantine, by source, table, rule, age and state; no values. Draws the page in the Data Docs anew."""
    settings, catalog = read_settings(), Catalog()
    today = Publications(settings.lake).latest_day() or date.today()
    lines = [
        line
        for contract in catalog.in_order
        for day in _days(contract, settings)[-days:]
        for line in note_quarantine(contract, day, catalog, settings)
    ]
    typer.echo("\n".join(_listed(line, today) for line in lines) or "Nothing is in quarantine.")


@application.command()
@ends_in_one_sentence
def show(
    table: Table,
    day: Day,
    row_id: Annotated[str, typer.Argument(help="Id of one row, to see its columns")] = "",
    values: Annotated[
        bool, typer.Option("--values", help="Also values of class C2; for the owner of the home")
    ] = False,
) -> None:
    """The rows of a table in quarantine, or one of them with its columns and what was said about it."""
    desk = _desk(table, day)
    if not row_id:
        typer.echo("\n".join(map(_row_in_short, desk.rows())) or f"No row of {table} is in quarantine for {day}.")
        return
    if values:
        _require_owner(desk.settings.home)
    row = desk.row(row_id)
    hidden = () if values else tuple(one.name for one in desk.contract.columns if one.sensitivity == "C2")
    typer.echo("\n".join([_row_in_short(row), *_columns(row, hidden, values), *_said(desk, row)]))


@application.command()
@ends_in_one_sentence
def propose(
    table: Table,
    row_id: RowId,
    day: Day,
    reason: Reason,
    by: Person,
    patch: Annotated[
        str, typer.Option(help='File with new values as JSON, {"column": "value"}; - is standard input')
    ] = "",
    accept: Annotated[bool, typer.Option("--accept", help="Propose an exception to the rule instead")] = False,
) -> None:
    """Propose to repair a row; it takes effect once a second person has approved it."""
    if bool(patch) == accept:
        raise ContractFault("Give either --patch with new values, or --accept for an exception to the rule.")
    desk = _desk(table, day)
    if accept:
        proposal = desk.propose_exception(row_id, by, reason)
    else:
        proposal = desk.propose_values(row_id, _patch(patch), by, reason)
    _note(desk)
    typer.echo(f"Proposed {proposal}: a second person approves it with `python -m jobs.quarantine approve`.")


@application.command()
@ends_in_one_sentence
def waiting(table: Table, day: Day) -> None:
    """The proposals of a table that wait for a second person, as one line of JSON; no values."""
    found = _desk(table, day).waiting()
    typer.echo(json.dumps([
        {"row_id": one.proposal.row_id, "proposal": one.id, "author": one.proposal.author, "about": one.proposal.about,
         "reason": one.proposal.reason}
        for one in found
    ]))  # fmt: skip


@application.command()
@ends_in_one_sentence
def approve(
    table: Table,
    row_id: RowId,
    day: Day,
    by: Person,
    proposal: ProposalId = "",
) -> None:
    """Approve what another person proposed for a row."""
    desk = _desk(table, day)
    heard = desk.approve(row_id, by, proposal)
    _note(desk)
    typer.echo(
        f"Approved {heard.id}, {heard.proposal.about}: "
        f"`python -m jobs.quarantine replay {table} --date {day}` takes it in."
    )


@application.command()
@ends_in_one_sentence
def reject(table: Table, row_id: RowId, day: Day, reason: Reason, by: Person, proposal: ProposalId = "") -> None:
    """Reject what is proposed for a row, or take back what was approved."""
    desk = _desk(table, day)
    heard = desk.reject(row_id, by, reason, proposal)
    _note(desk)
    typer.echo(f"Rejected {heard.id}: the next run of {table} is without it.")


@application.command("replay")
@ends_in_one_sentence
def replay_table(table: Table, day: Day) -> None:
    """Run a table with its approved repairs again, then what reads it, and seal the day."""
    from jobs.lakehouse.readmission import days_of, replay
    from jobs.lakehouse.runner import open_workshop
    from jobs.lakehouse.session import current_attempt, open_session
    from jobs.seal import seal

    desk, catalog = _desk(table, day), Catalog()
    workshop = open_workshop(open_session(desk.settings, current_attempt(table)), desk.settings, catalog)
    days = days_of(catalog, workshop.lake.publications, table, desk.business_date)
    for receipt in replay(workshop, table, desk.business_date):
        account = receipt.account
        typer.echo(
            f"{receipt.table} {receipt.business_date} {receipt.status.lower()} version {receipt.output_version}: "
            f"read {receipt.read}, loaded {account.loaded}, quarantined {account.quarantined}"
        )
    for one in days:
        seal(one, f"repair of {table} for {day}")
    states = [row.state for row in desk.rows()]
    typer.echo(
        ", ".join(f"{states.count(state)} {state}" for state in RowState if state in states) or "all rows are good"
    )


def _days(contract: Contract, settings: Settings) -> list[date]:
    return Quarantine(settings.lake, Repairs(settings.home, settings.gate_key)).days(contract.name)


def _desk(table: str, day: str) -> RepairDesk:
    return RepairDesk(Catalog()[table], business_date_of(day), read_settings())


def _note(desk: RepairDesk) -> None:
    note_quarantine(desk.contract, desk.business_date, Catalog(), desk.settings)


def _listed(line: Line, today: date) -> str:
    return (
        f"{line.business_date} {line.source:16} {line.table:36} {line.rule:20} {line.rows:>8,} rows {line.state:10} "
        f"{line.age(today):>4} days  {line.reason}"
    )


def _row_in_short(row: BadRow) -> str:
    told = f"{row.row_id} {row.rule:20} {row.count:>6,} rows {row.state:10} since {row.first_seen}"
    return f"{told} {row.delivery}: {row.reason}"


def _columns(row: BadRow, hidden: tuple[str, ...], values: bool) -> list[str]:
    """The columns as built; the text of a record that could not be split counts as personal."""
    stored = json.loads(row.row_json or "{}")
    is_hidden = {name: not values and (name in hidden or name == "_malformed") for name in stored}
    return [f"  {name:36} {'(C2, hidden)' if is_hidden[name] else value}" for name, value in stored.items()]


def _said(desk: RepairDesk, row: BadRow) -> list[str]:
    return [
        f"  proposal {one.id} by {one.proposal.author}: {one.proposal.about}; {one.proposal.reason}; "
        + (f"approved by {one.approvers[0]}" if one.approvers and not one.is_rejected else "")
        + ("rejected" if one.is_rejected else "")
        for one in desk.case(row.row_id).heard
    ]


def _patch(place: str) -> dict[str, str | None]:
    """The new values; what is wrong with them is told without them."""
    try:
        said = json.loads(sys.stdin.read() if place == "-" else Path(place).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise ContractFault('The patch cannot be read: write it as JSON, {"column": "new value"}.') from None
    if not isinstance(said, dict) or not all(value is None or isinstance(value, str) for value in said.values()):
        raise ContractFault('A patch is one JSON object, each value a text or null: {"column": "new value"}.')
    return said


def _require_owner(home: Path) -> None:
    if home.stat().st_uid != os.getuid():
        raise ContractFault("Only the owner of the home sees values of class C2: leave out --values.")


if __name__ == "__main__":
    run(application)
