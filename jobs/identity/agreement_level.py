"""How two values of one field agree, in the four words that people who review a pair read."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

SAME, SIMILAR, DIFFERENT, MISSING = "SAME", "SIMILAR", "DIFFERENT", "MISSING"


def agreement(left: Column, right: Column, is_similar: Column) -> Column:
    """SAME, SIMILAR or DIFFERENT; MISSING where one of the two has no value."""
    return (
        F.when(left.isNull() | right.isNull(), MISSING)
        .when(left == right, SAME)
        .when(F.coalesce(is_similar, F.lit(False)), SIMILAR)
        .otherwise(DIFFERENT)
    )


def within_edits(left: Column, right: Column, edits: int) -> Column:
    """Whether so many characters put in, left out or replaced make one text of the other; a swap counts as two."""
    return F.levenshtein(left.cast("string"), right.cast("string"), edits) >= 0


def same_start(left: Column, right: Column, characters: int) -> Column:
    """Whether both begin with the same characters."""
    return F.substring(left, 1, characters) == F.substring(right, 1, characters)
