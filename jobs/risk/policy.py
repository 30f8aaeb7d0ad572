"""The risk policy: ``jobs/risk/policy.yml``, typed, checked, and named by a version that no content can share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from jobs.lakehouse.declaration import Declaration, VersionedDeclaration, as_tuple, declared_in
from jobs.lakehouse.person import person

POLICY = Path(__file__).with_name("policy.yml")
ListType = Literal["BLACK", "GREY", "WHITE"]
RiskLevel = Annotated[int, Field(ge=1, le=5)]
Months = Annotated[int, Field(ge=1, le=120)]
Code = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{2,40}$")]
Bits = Annotated[float, Field(ge=-40, le=40)]


class Reason(Declaration):
    """Why somebody is listed. A reason without author and approver is entered by people alone, two for each entry.

    ``kept_months`` count from the end of the act; without them an entry counts until its source withdraws it, or to
    the last day that people give it. ``appeal_days`` are the days within which an appeal is answered.
    A ``purchased`` reason is told by data that was bought, for the purposes of an agreement and no other.
    """

    about: str = Field(min_length=10)
    list_type: ListType
    level: RiskLevel
    author: str | None = None
    approver: str | None = None
    kept_months: Months | None = None
    review_months: Months
    appeal_days: Annotated[int, Field(ge=1, le=60)]
    white_overrides: bool
    purchased: bool = False

    @property
    def is_manual(self) -> bool:
        """Whether people enter it."""
        return self.author is None

    @property
    def needs_last_day(self) -> bool:
        """Whether people have to say when it ends: no source withdraws it, and the policy ends it never."""
        return self.is_manual and self.kept_months is None

    @model_validator(mode="after")
    def _two_persons(self) -> Self:
        if (self.author is None) != (self.approver is None):
            raise ValueError("an author needs an approver, and an approver an author")
        if self.author and self.approver and person(self.author) == person(self.approver):
            raise ValueError("author and approver are one person")
        if self.list_type == "WHITE" and (self.white_overrides or not self.is_manual):
            raise ValueError("a white entry is entered by people and overrides no other white entry")
        if self.purchased and self.is_manual:
            raise ValueError("what is purchased comes from a feed and is not entered by people")
        return self


class Signal(Declaration):
    """Days past due from which on a party has at least a level."""

    code: Code
    days_past_due: Annotated[int, Field(ge=1)]
    level: RiskLevel


class ScoreSignal(Declaration):
    """A zone of the credit score in which a party has at least a level; where zones begin, the model declares."""

    code: Code
    zone: Literal["MANUAL", "REJECT"]
    level: RiskLevel


class Screening(Declaration):
    """The evidence of names, births and places in bits, and the sums from which on a pair is a hit or is looked at."""

    hit: Bits
    review: Bits
    short_letters: Annotated[int, Field(ge=1)]
    short_bits: Bits
    weak_name_bits: Bits
    name: Mapping[Literal["SAME_SPELLING", "SAME_SOUND", "SAME_CONSONANTS", "FEW_LETTERS", "CONTAINED"], Bits]
    birth: Mapping[Literal["SAME", "ONE_DIGIT", "SAME_YEAR", "NEAR_YEAR", "DIFFERENT", "UNKNOWN"], Bits]
    place: Mapping[Literal["SAME", "DIFFERENT", "UNKNOWN"], Bits]

    @model_validator(mode="after")
    def _no_name_alone(self) -> Self:
        if self.review > self.hit:
            raise ValueError("a hit needs less than a review")
        if max(self.name.values()) + max(self.place.values()) >= self.hit:
            raise ValueError("a name would be a hit without a date")
        return self


class RiskPolicy(VersionedDeclaration):
    """A whole policy."""

    valid_from: date
    owner: str
    approver: str
    base_level: RiskLevel
    reasons: Mapping[Code, Reason]
    signals: Annotated[tuple[Signal, ...], BeforeValidator(as_tuple)]
    scores: Annotated[tuple[ScoreSignal, ...], BeforeValidator(as_tuple)]
    screening: Screening

    @property
    def manual_reasons(self) -> tuple[str, ...]:
        """The reasons that people enter."""
        return tuple(code for code, reason in self.reasons.items() if reason.is_manual)

    @property
    def score_codes(self) -> tuple[str, ...]:
        """The reasons that tell a zone of the score."""
        return tuple(one.code for one in self.scores)

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if person(self.owner) == person(self.approver):
            raise ValueError("owner and approver are one person")
        signals = (*self.signals, *self.scores)
        if len({signal.code for signal in signals}) != len(signals):
            raise ValueError("two signals have one code")
        if len({signal.zone for signal in self.scores}) != len(self.scores):
            raise ValueError("two scores have one zone")
        return self


@cache
def read_policy(path: Path = POLICY) -> RiskPolicy:
    """The policy; raises ContractFault that names the file and the place that is wrong."""
    return declared_in(path, RiskPolicy, "risk policy")
