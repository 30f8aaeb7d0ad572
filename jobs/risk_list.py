"""The risk list at the desk: ``python -m jobs.risk_list list``.

People enter black, grey and white entries, take in appeals and answer them, and say whether a hit of the screening is
the listed one. Every proposal needs another person's approval, an appeal alone marks its entry at once. What is decided
is in the next business date's run, in every product at once, and in every later one.

Whom an entry is about comes on standard input alone, because the words of a command are seen by everybody on the
machine: one JSON object with name, birth, phone and id_number, each where it is known; both numbers are kept as tokens.
Reasons are kept for years: no value of anybody there.
"""

from __future__ import annotations

import getpass
import json
import sys
from datetime import date
from typing import Annotated

import typer

from jobs.lakehouse.command import business_date_of, ends_in_one_sentence, run
from jobs.lakehouse.errors import ContractFault
from jobs.lakehouse.list_statement import Kind, Listing, Spoken
from jobs.lakehouse.settings import read_settings
from jobs.risk.policy import read_policy
from jobs.risk_desk.desk import RiskDesk
from jobs.risk_desk.told import appeal_line, entry_lines, hit_line, proposal_facts, proposal_line
from jobs.risk_desk.told_subject import LONGEST_INPUT, subject_of

# A traceback that shows variables would show an identity number.
application = typer.Typer(add_completion=False, help=__doc__, pretty_exceptions_enable=False)
EntryId = Annotated[str, typer.Argument(help="Entry, such as DISHONEST_DEBTOR:DISHONEST_DEBTOR:1")]
RecordId = Annotated[str, typer.Argument(help="Party record, such as core_bank:C000000001")]
ProposalId = Annotated[str, typer.Argument(help="Id of the proposal, or its first digits, as `list` shows it")]
Reason = Annotated[str, typer.Option("--reason", help="Why, in a few words without values; kept for years")]
Person = Annotated[str, typer.Option("--by", default_factory=getpass.getuser, help="Who says so; you, if left out")]
Day = Annotated[str, typer.Option("--date", help="Business date; the latest sealed one if left out")]


@application.command("list")
@ends_in_one_sentence
def list_waiting(day: Day = "") -> None:
    """What waits for people: proposals, open appeals, hits with doubt. Names of the lists, no values of customers."""
    desk = _desk(day)
    lines = [*map(proposal_line, desk.pending())]
    lines += [appeal_line(one, desk.day.manifest.day) for one in desk.appealed()]
    lines += map(hit_line, desk.sealed.waiting())
    typer.echo("\n".join(lines) or "Nothing waits for people.")


@application.command()
@ends_in_one_sentence
def waiting(day: Day = "") -> None:
    """The proposals that wait for another person, as one line of JSON; tokens instead of names, and no value."""
    desk = _desk(day)
    typer.echo(json.dumps([_nameless(desk, spoken) for spoken in desk.pending()]))


def _nameless(desk: RiskDesk, spoken: Spoken) -> dict[str, object]:
    words = spoken.words
    return proposal_facts(spoken, desk.sealed.known(words.entry_id, words.hit.record_id if words.hit else None))


@application.command()
@ends_in_one_sentence
def show(entry_id: EntryId, day: Day = "") -> None:
    """One entry with its evidence, its two persons and everything that was said of it, also since the run."""
    desk = _desk(day)
    typer.echo("\n".join(entry_lines(desk.sealed.entry(entry_id), desk.book.about(entry_id))))


@application.command()
@ends_in_one_sentence
def enter(
    reason_code: Annotated[str, typer.Argument(help=f"One of {', '.join(read_policy().manual_reasons)}")],
    evidence: Annotated[str, typer.Option(help="Where the evidence is found, such as the number of a file")],
    since: Annotated[str, typer.Option(help="Day the reason arose, yyyy-mm-dd")],
    by: Person,
    reason: Reason,
    until: Annotated[
        str, typer.Option(help="Last day on which it counts; needed where the policy keeps a reason without end")
    ] = "",
) -> None:
    """Propose an entry for another person to approve; the policy says which list its reason belongs to.

    Reads the subject on standard input: one JSON object of texts with name, birth (yyyy-mm-dd), phone (a mobile
    telephone of eleven digits) and id_number, each where it is known.
    """
    settings = read_settings()
    desk = RiskDesk.of(settings)
    subject = subject_of(_told(), settings.identity_key(), desk.today)
    known = read_policy().reasons.get(reason_code)
    listing = Listing(
        list_type_code=known.list_type if known else "BLACK",
        reason_code=reason_code,
        evidence_reference=_evidence(evidence),
        valid_from_date=business_date_of(since),
        valid_to_date=_day_of(until),
    )
    typer.echo(_conclusion(desk.enter(subject, listing, by, reason)))


def _evidence(text: str) -> str:
    if not text.strip():
        raise ContractFault("An entry without evidence has no effect: give --evidence.")
    return text.strip()


@application.command()
@ends_in_one_sentence
def withdraw(entry_id: EntryId, by: Person, reason: Reason) -> None:
    """Propose to take back an entry that people made."""
    typer.echo(_conclusion(_desk("").withdraw(entry_id, by, reason)))


@application.command()
@ends_in_one_sentence
def appeal(entry_id: EntryId, by: Person, reason: Reason) -> None:
    """Take in an appeal of the person concerned: it marks the entry at once."""
    spoken = _desk("").appeal(entry_id, by, reason)
    typer.echo(
        f"Taken in: {entry_id} is under appeal. Answer it with `python -m jobs.risk_list uphold` or `dismiss`; "
        f"proposal {spoken.words.id}."
    )


@application.command()
@ends_in_one_sentence
def uphold(entry_id: EntryId, by: Person, reason: Reason) -> None:
    """Propose that the open appeal is right: the entry then has no effect in any product."""
    typer.echo(_conclusion(_desk("").answer(entry_id, Kind.UPHELD, by, reason)))


@application.command()
@ends_in_one_sentence
def dismiss(entry_id: EntryId, by: Person, reason: Reason) -> None:
    """Propose that the open appeal is not right: the entry stays."""
    typer.echo(_conclusion(_desk("").answer(entry_id, Kind.DISMISSED, by, reason)))


@application.command()
@ends_in_one_sentence
def clear(record_id: RecordId, entry_id: EntryId, by: Person, reason: Reason) -> None:
    """Propose that a hit is somebody else; remembered until the record or the entry changes."""
    typer.echo(_conclusion(_desk("").judge(record_id, entry_id, Kind.CLEARED, by, reason)))


@application.command()
@ends_in_one_sentence
def confirm(record_id: RecordId, entry_id: EntryId, by: Person, reason: Reason) -> None:
    """Propose that a hit is the listed one."""
    typer.echo(_conclusion(_desk("").judge(record_id, entry_id, Kind.CONFIRMED, by, reason)))


@application.command()
@ends_in_one_sentence
def approve(proposal: ProposalId, by: Person) -> None:
    """Approve what another person proposed."""
    typer.echo(_conclusion(_desk("").approve(proposal, by)))


@application.command()
@ends_in_one_sentence
def reject(proposal: ProposalId, by: Person, reason: Reason) -> None:
    """Reject a proposal, or take back an appeal that you took in, or its dismissal; what else two decided stands."""
    spoken = _desk("").reject(proposal, by, reason)
    typer.echo(f"Rejected {spoken.words.id}: it counts for nothing from the next business date on.")


def _conclusion(spoken: Spoken) -> str:
    words = spoken.words
    if spoken.decided:
        return f"Decided {words.kind} of {words.entry_id}: it is in the next business date's run."
    return (
        f"Proposed {words.kind} of {words.entry_id}: another person approves it with "
        f"`python -m jobs.risk_list approve {words.id}`."
    )


def _desk(day: str) -> RiskDesk:
    return RiskDesk.of(read_settings(), business_date_of(day) if day else None)


def _day_of(text: str) -> date | None:
    return business_date_of(text) if text else None


def _told() -> str | bytes:
    """Standard input, and one more than may be there; a person at a terminal types one line unseen."""
    if sys.stdin.isatty():
        return getpass.getpass("Subject, as one line of JSON: ")
    return sys.stdin.buffer.read(LONGEST_INPUT + 1)


if __name__ == "__main__":
    run(application)
