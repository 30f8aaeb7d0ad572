"""Unified social credit codes of organisations (GB 32100-2015).

A wrong check character is a warning, never a reason to drop: real codes that fail it are in use.
"""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.identity.check_sum import named, weighted_sum
from jobs.identity.text import plain_number

CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE = "^[0-9A-HJ-NP-RTUWXY]{18}$"
WEIGHTS = tuple(pow(3, place, 31) for place in range(17))


def normalised(text: Column) -> Column:
    """The code in one spelling: ASCII capitals without blanks; null when nothing is there."""
    return F.upper(plain_number(text))


def valid_code(text: Column) -> Column:
    """The normalised code, null unless its check character agrees."""
    return named(normalised(text), lambda code: F.when(is_valid_code(code), code))


def is_valid_code(code: Column) -> Column:
    """Whether the check character agrees; null where the text is not a code of 18 characters."""
    return named(code, lambda known: F.when(known.rlike(CODE), _expected(known) == _value(F.substring(known, 18, 1))))


def _expected(code: Column) -> Column:
    """The value that character 18 must have."""
    return (F.lit(31) - weighted_sum(code, WEIGHTS, _value) % 31) % 31


def _value(character: Column) -> Column:
    """The value of a character: its position in the standard's table."""
    return F.instr(F.lit(CHARACTERS), character) - F.lit(1)
