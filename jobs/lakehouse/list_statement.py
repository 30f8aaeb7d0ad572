"""What people say of a list: an entry, its end, an appeal and its answer, whether a hit is the one who is listed."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import Field

from jobs.lakehouse.delivery import Facts
from jobs.lakehouse.review_answer import ID_DIGITS, Statement, is_taken_back, settlement

MANUAL = "MANUAL"


class Kind(StrEnum):
    """What is said."""

    ENTRY = "ENTRY"
    WITHDRAWN = "WITHDRAWN"
    APPEAL = "APPEAL"
    UPHELD = "UPHELD"
    DISMISSED = "DISMISSED"
    CLEARED = "CLEARED"
    CONFIRMED = "CONFIRMED"


# How many persons it needs, its author among them. Nobody lists, frees or answers alone; an appeal is only taken in.
PERSONS_NEEDED: Mapping[Kind, int] = {kind: 1 if kind is Kind.APPEAL else 2 for kind in Kind}


class Subject(Facts):
    """Whom an entry is about; numbers are named by their tokens."""

    subject_type_code: Literal["PERSON", "ORGANISATION"] = "PERSON"
    subject_name: str | None = None
    birth_date: date | None = None
    id_token: str | None = None
    phone_token: str | None = None

    @property
    def is_somebody(self) -> bool:
        """Whether it tells anybody."""
        return any((self.subject_name, self.id_token, self.phone_token))


class Listing(Facts):
    """What an entry says of its subject; ``valid_to_date`` is the last day, None while no end is known."""

    list_type_code: Literal["BLACK", "GREY", "WHITE"]
    reason_code: str
    evidence_reference: str = Field(min_length=1)
    valid_from_date: date
    valid_to_date: date | None = None


class Hit(Facts):
    """A record that was found to be like an entry, and what both were when people looked."""

    record_id: str
    record_hash: str
    entry_hash: str


class Words(Facts):
    """What one person proposes, on the list of which business date.

    Only a proposal of an entry has a subject and a listing, and its id names the entry; every other one names an entry
    that is there, and what is said of a hit names the hit.
    """

    kind: Kind
    named_entry_id: str | None = None
    subject: Subject | None = None
    listing: Listing | None = None
    hit: Hit | None = None
    author: str
    reason: str
    business_date: date
    proposed_at: str
    salt: str = Field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def id(self) -> str:
        """What names it, made from all of it: words that were changed have another one."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:ID_DIGITS]

    @property
    def entry_id(self) -> str:
        """The entry that it is about."""
        return self.named_entry_id or f"{MANUAL}:{self.id}"


class ListDecision(Facts):
    """What is decided, as it goes into the lake; what its kind does not have is empty."""

    decision_id: str
    kind_code: Kind
    entry_id: str
    record_id: str | None = None
    record_hash: str | None = None
    entry_hash: str | None = None
    list_type_code: str | None = None
    reason_code: str | None = None
    evidence_reference: str | None = None
    subject_type_code: str | None = None
    subject_name: str | None = None
    birth_date: date | None = None
    id_token: str | None = None
    phone_token: str | None = None
    valid_from_date: date | None = None
    valid_to_date: date | None = None
    reason_text: str
    proposed_by_name: str
    approved_by_name: str | None
    decided_at: str
    decided_date: date


@dataclass(frozen=True)
class Spoken:
    """What one person proposed and everything that was said to it."""

    words: Words
    statements: tuple[Statement, ...]

    @property
    def is_rejected(self) -> bool:
        """Whether anybody, also its author, took it back."""
        return is_taken_back(self.statements)

    @property
    def is_pending(self) -> bool:
        """Whether it waits for another person."""
        return not self.is_rejected and self.decided is None

    @property
    def decided(self) -> ListDecision | None:
        """What is decided, once as many persons as it needs have said so; None before, and when it was taken back."""
        one = self.words
        end = settlement(one, self.statements, PERSONS_NEEDED[one.kind])
        if end is None:
            return None
        parts = [part.model_dump() for part in (one.subject, one.listing, one.hit) if part]
        return ListDecision(
            decision_id=one.id,
            kind_code=one.kind,
            entry_id=one.entry_id,
            **{name: value for part in parts for name, value in part.items()},
            reason_text=one.reason,
            proposed_by_name=one.author,
            approved_by_name=end.approved_by,
            decided_at=end.at,
            decided_date=end.business_date,
        )

    def before(self, business_date: date) -> Spoken | None:
        """What had been said when a business date was run; None where it was not proposed yet."""
        if self.words.business_date >= business_date:
            return None
        return Spoken(self.words, tuple(one for one in self.statements if one.business_date < business_date))
