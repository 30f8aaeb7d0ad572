"""The purposes that data is shown for: ``jobs/purposes/purposes.yml``, typed, checked, named by a version."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from jobs.lakehouse.declaration import Declaration, Identifier, Names, VersionedDeclaration, declared_in

PURPOSES = Path(__file__).with_name("purposes.yml")
# What a purpose may show, and which columns of gold.decision_input that is.
FACTS: Mapping[str, tuple[str, ...]] = {
    "list": ("list_colour_code",),
    "level": ("risk_level", "driving_entry_id", "driving_reason_code", "reasons_text", "policy_version"),
    "score": (
        "score",
        "pd_rate",
        "zone_code",
        *(f"reason_{number}_code" for number in range(1, 5)),
        "model_version",
    ),
}


class Purpose(Declaration):
    """What a purpose rests on and shows.

    ``kept_for`` is the purpose that the contracts of what it shows have to name. ``consent_purpose`` is the consent
    whose state is told; with ``legal_basis`` consent there is no row without one in force. With ``serves_black`` false
    there is no row for somebody on the black list, with ``shows_purchased`` false nothing that rests on purchased data.
    """

    about: str = Field(min_length=10)
    kept_for: Identifier
    legal_basis: Literal["contract", "consent"]
    consent_purpose: Identifier | None = None
    serves_black: bool
    shows_purchased: bool
    shows: Names

    @property
    def needs_consent(self) -> bool:
        """Whether nothing may be shown without a consent in force."""
        return self.legal_basis == "consent"

    @model_validator(mode="after")
    def _is_clear(self) -> Self:
        unknown = sorted(set(self.shows) - FACTS.keys())
        if unknown:
            raise ValueError(f"shows {', '.join(unknown)}, which is none of {', '.join(FACTS)}")
        if self.needs_consent and self.consent_purpose is None:
            raise ValueError("rests on consent and names none")
        if not self.serves_black and "level" in self.shows:
            raise ValueError("hides the black list and shows the level, which tells it")
        if not self.shows_purchased and {"level", "score"} & set(self.shows):
            raise ValueError("hides purchased data and shows level or score, which rest on it")
        return self


class Purposes(VersionedDeclaration):
    """All purposes, by their codes."""

    valid_from: date
    owner: str
    approver: str
    purposes: Mapping[Identifier, Purpose]

    def that(self, attribute: str) -> tuple[str, ...]:
        """The purposes of which something is true: ``needs_consent``, ``serves_black`` or ``shows_purchased``."""
        return tuple(code for code, one in self.purposes.items() if getattr(one, attribute))

    def showing(self, fact: str) -> tuple[str, ...]:
        """The purposes that show a group of columns."""
        return tuple(code for code, one in self.purposes.items() if fact in one.shows)


@cache
def read_purposes(path: Path = PURPOSES) -> Purposes:
    """The purposes; raises ContractFault that names the file and the place that is wrong."""
    return declared_in(path, Purposes, "declaration of purposes")
