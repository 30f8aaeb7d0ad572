"""One pair that waits for people, as it stands in the list of a business date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jobs.lakehouse.review_answer import Heard
from jobs.silver.match_review import AS_ENDINGS, AS_TOKENS, COLUMNS

CUSTOMERS = {1: "two customers", 2: "one customer", 3: "no customer"}


@dataclass(frozen=True)
class OpenPair:
    """A row of ``silver.match_review`` with the proposal that waits for another person, if there is one."""

    row: Mapping[str, Any]
    pending: Heard | None

    @property
    def pair(self) -> tuple[str, str]:
        """The two records."""
        return self.row["left_record_id"], self.row["right_record_id"]

    @property
    def tokens(self) -> tuple[str, str]:
        """What stands for them."""
        return self.row["left_token"], self.row["right_token"]

    @property
    def rank(self) -> tuple[int, float, tuple[str, str]]:
        """Where it stands in the list: customers first, then the weightiest; a joining number outweighs any score."""
        weight = self.row["match_weight"]
        return self.row["priority_level"], float("-inf") if weight is None else -weight, self.tokens

    @property
    def about(self) -> str:
        """How many of the two are customers."""
        return CUSTOMERS[self.row["priority_level"]]

    @property
    def weight(self) -> str:
        """The weight as people read it."""
        weight = self.row["match_weight"]
        return self.row["link_rule_code"] if weight is None else f"weight {weight:+.2f}"

    @property
    def state(self) -> str:
        """Open, or what is proposed and by whom."""
        if self.pending is None:
            return "open"
        return f"{self.pending.proposal.id} {self.pending.proposal.answer} by {self.pending.proposal.author}"

    @property
    def levels(self) -> dict[str, str]:
        """How each field agrees, in lower case."""
        return {_plain(field): self.row[f"{field}_agreement_code"].lower() for field in COLUMNS}

    def age(self, today: date) -> int:
        """Days that it waits, in business dates."""
        return (today - self.row["waiting_since_date"]).days

    def side_by_side(self) -> list[tuple[str, str, str, str]]:
        """Field, what stands for the left value and for the right one, and how they agree."""
        shown = {**dict.fromkeys(AS_TOKENS, "token"), **dict.fromkeys(AS_ENDINGS, "text")}
        return [
            (_plain(field), *(self._shown(side, field, shown.get(field)) for side in ("left", "right")), level)
            for field, level in zip(COLUMNS, self.levels.values(), strict=True)
        ]

    def _shown(self, side: str, field: str, ending: str | None) -> str:
        return (self.row[f"{side}_{field}_{ending}"] or "-") if ending else ""


def _plain(field: str) -> str:
    return field.replace("_", " ")
