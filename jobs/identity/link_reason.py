"""Why two records that were compared are not, or not yet, one party, in words that hold no value."""

from __future__ import annotations

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "ID_CONFLICT": "joined, one party would have two different valid identity numbers or credit codes",
    "BIRTH_CONFLICT": "joined, one party would have births too far apart for a slip of the pen, and share no number",
    "DECIDED_DIFFERENT": "people decided that they are different",
    "ESTABLISHED_CUSTOMERS": "joined, two parties with accounts of their own would become one",
    "WEAK_BRIDGE": "joined, two groups of records would become one by this single, weak link",
    "TOO_LARGE": "joined, the party would have more records than anybody without a credit code should",
    "GREY_BAND": "they agree too much to be passed over, and too little to be joined by themselves",
}


def in_words(reason_code: str | None) -> str:
    """What a reason means; a code that nobody described is told as it is."""
    return REASONS.get(reason_code or "", f"reason {reason_code}")
