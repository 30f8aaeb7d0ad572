"""Pairs of records that wait for people: ``python -m jobs.review list``.

Whether two records are about one person or company, where no rule can tell. One person proposes SAME or DIFFERENT;
SAME takes effect once another person has approved it. Nothing that is not answered is joined. An answer is in the next
business date's run and in every later one, whatever the model then says, and the pair is not asked about again. An
answer that is taken back gives way to the one before it; without one the pair is as if nobody had said anything.

Lists and pages name records by token and hold no value; ``open`` shows the two records of one pair.
"""

from __future__ import annotations

import getpass
import json
from typing import Annotated

import typer

from jobs.lakehouse.command import business_date_of, ends_in_one_sentence, run
from jobs.lakehouse.errors import ContractFault
from jobs.lakehouse.review_answer import Answer, Heard
from jobs.lakehouse.settings import read_settings
from jobs.reviews.desk import ReviewDesk
from jobs.reviews.evidence import told
from jobs.reviews.review_page import write_review_page
from jobs.reviews.weight_parts import WeightParts

application = typer.Typer(add_completion=False, help=__doc__, pretty_exceptions_enable=False)
Record = Annotated[str, typer.Argument(help="Id of a record, or its token as `list` shows it")]
ProposalId = Annotated[str, typer.Argument(help="Id of the proposal, or its first digits, as `list` shows it")]
Reason = Annotated[str, typer.Option("--reason", help="Why, in a few words without values; kept with the answer")]
Person = Annotated[str, typer.Option("--by", default_factory=getpass.getuser, help="Who says so; you, if left out")]
Day = Annotated[str, typer.Option("--date", help="Business date; the latest sealed one if left out")]


@application.command("list")
@ends_in_one_sentence
def list_pairs(day: Day = "") -> None:
    """What waits for people, customers first, then the weightiest; no values. Draws the page in the Data Docs anew."""
    desk = _desk(day)
    write_review_page(desk)
    lines = [
        f"{' '.join(one.tokens)} {one.about:13} {one.weight:13} {one.row['reason_code']:22} "
        f"{one.age(desk.day.manifest.day):>4} days  {one.state}"
        for one in desk.waiting()
    ]
    typer.echo("\n".join(lines) or "No pair waits for people.")


@application.command("open")
@ends_in_one_sentence
def open_pair(left: Record, right: Record, day: Day = "") -> None:
    """One waiting pair, side by side: tokens and endings of its values, how they agree, what its weight is made of."""
    desk = _desk(day)
    one = desk.find(left, right)
    typer.echo("\n".join(told(one, desk.day.manifest.day, _parts(desk).lines(*one.pair))))


@application.command()
@ends_in_one_sentence
def propose(
    left: Record,
    right: Record,
    by: Person,
    reason: Reason,
    same: Annotated[bool, typer.Option("--same", help="Both records are about one and the same")] = False,
    different: Annotated[bool, typer.Option("--different", help="They are not")] = False,
) -> None:
    """Say that two records are the same, for another person to approve, or that they are different."""
    if same == different:
        raise ContractFault("Give either --same or --different.")
    desk = _desk("")
    heard = desk.propose(left, right, Answer.SAME if same else Answer.DIFFERENT, by, reason)
    write_review_page(desk)
    typer.echo(_conclusion(heard))


@application.command()
@ends_in_one_sentence
def approve(proposal: ProposalId, by: Person) -> None:
    """Approve what another person proposed."""
    desk = _desk("")
    heard = desk.approve(proposal, by)
    write_review_page(desk)
    typer.echo(_conclusion(heard))


@application.command()
@ends_in_one_sentence
def reject(proposal: ProposalId, by: Person, reason: Reason) -> None:
    """Reject a proposal, or take back what it decided; the decision before it, if any, is in force again."""
    desk = _desk("")
    heard = desk.reject(proposal, by, reason)
    write_review_page(desk)
    typer.echo(
        f"Rejected {heard.proposal.id}: it counts for nothing from the next business date on. {_left(desk, heard)}"
    )


@application.command()
@ends_in_one_sentence
def waiting(day: Day = "") -> None:
    """The proposals that wait for another person, as one line of JSON; tokens instead of records, and no value."""
    desk = _desk(day)
    asked = {one.pair: one for one in desk.waiting()}
    parts = _parts(desk)
    typer.echo(json.dumps([_as_facts(desk, heard, asked, parts) for heard in desk.proposals()]))


def _as_facts(desk: ReviewDesk, heard: Heard, asked: dict, parts: WeightParts) -> dict[str, object]:
    proposal, pair = heard.proposal, asked.get(heard.proposal.pair)
    return {
        "proposal": proposal.id,
        "author": proposal.author,
        "answer": proposal.answer,
        "records": list(desk.tokens(proposal.pair)),
        "reason": proposal.reason,
        "asked": f"{pair.row['reason_text']}; {pair.about}; {pair.weight}" if pair else "nobody was asked",
        "evidence": pair.side_by_side() if pair else [],
        "weight": parts.lines(*proposal.pair),
    }


def _left(desk: ReviewDesk, heard: Heard) -> str:
    """What is said of a pair after a rejection."""
    decided = desk.book.case(heard.proposal.pair).decided
    if decided is None:
        return "Nothing is decided about the pair: it waits for people wherever no rule settles it."
    return f"{decided.decision_code} by {decided.proposal_id} is in force."


def _conclusion(heard: Heard) -> str:
    if heard.decided:
        return f"Decided {heard.proposal.answer} by {heard.proposal.id}: it is in the next business date's run."
    return (
        f"Proposed {heard.proposal.answer}: another person approves it with "
        f"`python -m jobs.review approve {heard.proposal.id}`."
    )


def _parts(desk: ReviewDesk) -> WeightParts:
    return WeightParts(desk.day, desk.settings)


def _desk(day: str) -> ReviewDesk:
    return ReviewDesk.of(read_settings(), business_date_of(day) if day else None)


if __name__ == "__main__":
    run(application)
