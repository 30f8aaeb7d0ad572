"""What people say about a pair of records, and what follows from everything that was said."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Protocol

from pydantic import Field

from jobs.lakehouse.delivery import Facts
from jobs.lakehouse.person import person

ID_DIGITS = 16


class Answer(StrEnum):
    """Whether two records are about one and the same."""

    SAME = "SAME"
    DIFFERENT = "DIFFERENT"


class Verdict(StrEnum):
    """What another person says to a proposal. A rejection outweighs an approval: it takes an answer back."""

    APPROVED = "approved"
    REJECTED = "rejected"


# How many persons an answer needs, its author among them. What is joined shares its balances, its risks and what it is
# shown, and two records that each were joined to a third one are joined too: so nobody joins alone, whichever two the
# records are. Who keeps two records apart leaves them as they are while nobody says anything.
PERSONS_NEEDED: Mapping[Answer, int] = {Answer.SAME: 2, Answer.DIFFERENT: 1}


class Proposal(Facts):
    """What one person says of two records, and on the list of which business date.

    ``salt`` keeps its id from telling the records to whoever tries them all.
    """

    left_record_id: str
    right_record_id: str
    answer: Answer
    author: str
    reason: str
    business_date: date
    proposed_at: str
    salt: str = Field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def id(self) -> str:
        """What names it, made from all of it: a proposal that was changed has another one."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:ID_DIGITS]

    @property
    def pair(self) -> tuple[str, str]:
        """The two records."""
        return self.left_record_id, self.right_record_id


class Statement(Facts):
    """What another person said to one proposal."""

    verdict: Verdict
    by: str
    at: str
    business_date: date
    reason: str = ""


class Proposed(Protocol):
    """What one person proposed, whatever it is about."""

    author: str
    business_date: date
    proposed_at: str


@dataclass(frozen=True)
class Settlement:
    """How a proposal came to be decided; nobody approved one that needs its author alone."""

    approved_by: str | None
    at: str
    business_date: date


class Decided(Facts):
    """An answer that is decided, as it goes into the lake."""

    left_record_id: str
    right_record_id: str
    decision_code: Answer
    reason_text: str
    proposed_by_name: str
    approved_by_name: str | None
    decided_at: str
    proposal_id: str


@dataclass(frozen=True)
class Heard:
    """A proposal and everything that was said to it."""

    proposal: Proposal
    statements: tuple[Statement, ...]

    @property
    def is_rejected(self) -> bool:
        """Whether anybody, also its author, took it back."""
        return is_taken_back(self.statements)

    @property
    def decided(self) -> Decided | None:
        """The answer, once as many persons as it needs have given it; None before, and when it was taken back."""
        one = self.proposal
        end = settlement(one, self.statements, PERSONS_NEEDED[one.answer])
        if end is None:
            return None
        return Decided(
            left_record_id=one.left_record_id,
            right_record_id=one.right_record_id,
            decision_code=one.answer,
            reason_text=one.reason,
            proposed_by_name=one.author,
            approved_by_name=end.approved_by,
            decided_at=end.at,
            proposal_id=one.id,
        )


@dataclass(frozen=True)
class Case:
    """Everything that was said about one pair."""

    heard: tuple[Heard, ...]

    def before(self, business_date: date) -> Case:
        """What had been said when a business date was run."""
        return Case(
            tuple(
                Heard(one.proposal, tuple(said for said in one.statements if said.business_date < business_date))
                for one in self.heard
                if one.proposal.business_date < business_date
            )
        )

    @property
    def decided(self) -> Decided | None:
        """The newest decided answer, or None."""
        found = (one.decided for one in self.heard)
        return max((one for one in found if one), key=lambda one: (one.decided_at, one.proposal_id), default=None)

    @property
    def pending(self) -> Heard | None:
        """The newest proposal that waits for another person, or None; an answer decided since then settles it."""
        settled = self.decided.decided_at if self.decided else ""
        waits = [one for one in self.heard if not one.is_rejected and not one.decided]
        newest = max(waits, key=lambda one: (one.proposal.proposed_at, one.proposal.id), default=None)
        return newest if newest and newest.proposal.proposed_at > settled else None


def is_taken_back(statements: Iterable[Statement]) -> bool:
    """Whether anybody rejected what was proposed."""
    return any(one.verdict is Verdict.REJECTED for one in statements)


def settlement(proposed: Proposed, statements: Sequence[Statement], persons: int) -> Settlement | None:
    """The word by which as many persons as it needs have said so; None before, and when it was taken back."""
    approvals, missing = _approvals_of(proposed.author, statements), persons - 1
    if is_taken_back(statements) or len(approvals) < missing:
        return None
    if not missing:
        return Settlement(None, proposed.proposed_at, proposed.business_date)
    last = approvals[missing - 1]
    return Settlement(last.by, last.at, last.business_date)


def moment() -> str:
    """Now in UTC, as the tables of the lake write a moment."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%f}"


def _approvals_of(author: str, statements: Iterable[Statement]) -> list[Statement]:
    """The first word of each person who approved, first one first; its own author does not count."""
    first: dict[str, Statement] = {}
    for one in sorted(statements, key=lambda said: (said.at, said.by)):
        if one.verdict is Verdict.APPROVED and person(one.by) not in ("", person(author)):
            first.setdefault(person(one.by), one)
    return list(first.values())
