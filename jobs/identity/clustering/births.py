"""Whether two dates of birth may be one that somebody mistyped; dates are whole numbers, yyyymmdd."""

from __future__ import annotations

from collections.abc import Collection

DIGITS, YEAR = 8, 10_000
# What a slip of the pen changes: one digit in most cases, two where neighbours change places or a day is carried.
MISTYPED_DIGITS = 2
# Years that a birth typed from a calendar or by age misses by; who is born so near is told apart by the name.
YEARS_APART = 1


def are_impossible(ours: Collection[int], theirs: Collection[int]) -> bool:
    """Whether no date of one party can be one of the other, however it was typed."""
    return not any(_may_be_one(one, other) for one in ours for other in theirs)


def _may_be_one(one: int, other: int) -> bool:
    if one == other or abs(one // YEAR - other // YEAR) <= YEARS_APART:
        return True
    return _differing_digits(one, other) <= MISTYPED_DIGITS


def _differing_digits(one: int, other: int) -> int:
    return sum(ours != theirs for ours, theirs in zip(_digits(one), _digits(other), strict=True))


def _digits(day: int) -> str:
    return str(day).zfill(DIGITS)
