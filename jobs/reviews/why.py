"""Why two records are one party, or why not, in sentences that name records and rules, and no value."""

from __future__ import annotations

from collections.abc import Callable

from jobs.identity.link_chain import JOINED, Link, chain
from jobs.identity.link_reason import in_words
from jobs.lakehouse.errors import DataFault
from jobs.reviews.party_links import PartyLinks

RULES = {
    "DECISION": "people decided that both are the same",
    "ID_NUMBER": "both have the same valid identity number",
    "CREDIT_CODE": "both have the same valid credit code",
    "MODEL": "their values agree",
}
NUMBERS = {"id_number": "identity numbers", "credit_code": "credit codes"}
MOST_LINKS = 20
# Gives the lines of what the weight of a pair is made of.
Waterfall = Callable[[str, str], list[str]]


def why(asked: PartyLinks, waterfall: Waterfall) -> list[str]:
    """The chain of links from the first record to the last; raises DataFault when they are two parties."""
    ours, theirs = asked.parties
    if ours != theirs:
        raise DataFault(f"They are two parties, {ours} and {theirs}: ask `why-not`.")
    if asked.first == asked.last:
        return [f"It is one record, of party {ours}."]
    links = chain(asked.inside(), asked.first, asked.last)
    if links is None:
        raise DataFault(
            f"Both are {ours} in silver.party_xref, and no chain of silver.party_link of "
            f"{asked.day.manifest.business_date} joins them: run both tables of the day again."
        )
    return [
        f"They are one party, {ours}, by {len(links)} {'link' if len(links) == 1 else 'links'}:",
        *_steps(asked.first, links, waterfall),
    ]


def why_not(asked: PartyLinks, waterfall: Waterfall) -> list[str]:
    """What was found between the two records or their parties; raises DataFault when they are one party."""
    ours, theirs = asked.parties
    if ours == theirs:
        raise DataFault(f"They are one party, {ours}: ask `why`.")
    found = [one for one in asked.between() if one.outcome_code != JOINED]
    direct = [one for one in found if {one.left_record_id, one.right_record_id} == {asked.first, asked.last}]
    head = [f"They are two parties, {ours} and {theirs}."]
    head += [line for one in direct for line in (_refused(one), *_parts(one, waterfall))] or [_never_compared(asked)]
    others = [one for one in found if one not in direct]
    head += [f"Between other records of the two parties {len(others)} links were not joined:"] if others else []
    return [*head, *(f"  {_refused(one)}" for one in others[:MOST_LINKS])]


def _steps(first: str, links: list[Link], waterfall: Waterfall) -> list[str]:
    steps, here = [], first
    for link in links:
        there = link.other(here)
        steps.append(f"  {here} - {there}: {link.link_rule_code}{_weight(link)}, {RULES.get(link.link_rule_code, '')}")
        steps += _parts(link, waterfall)
        here = there
    return steps


def _parts(link: Link, waterfall: Waterfall) -> list[str]:
    """A number or a decision needs no weighing."""
    return [] if link.match_weight is None else [f"  {line}" for line in waterfall(*link.records)]


def _refused(link: Link) -> str:
    said = "waits for people" if link.outcome_code == "REVIEW" else "was refused"
    return (
        f"{link.left_record_id} - {link.right_record_id}: {link.link_rule_code}{_weight(link)} {said} "
        f"({link.reason_code}): {in_words(link.reason_code)}."
    )


def _never_compared(asked: PartyLinks) -> str:
    for column, name in NUMBERS.items():
        first, last = asked.numbers(column)
        if first and last and first != last:
            return f"No link: both have valid {name}, and these are different, which no score outweighs."
    return (
        "No link: no blocking rule found the two records, so they were not compared, or they agree so little that "
        "their weight is below what people are asked about."
    )


def _weight(link: Link) -> str:
    return "" if link.match_weight is None else f" {link.match_weight:+.2f}"
