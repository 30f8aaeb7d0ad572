"""The population stability index of two populations over the same bands, as column expressions (``stability``)."""

from __future__ import annotations

from pyspark.sql import Column, Window
from pyspark.sql import functions as F

from jobs.models.stability import LEAST, limit_at_spread_of_one


def total(count: str) -> Column:
    """The sum of a count over all bands, null where there is nothing."""
    found = F.sum(count).over(Window.partitionBy(F.lit(0)))
    return F.when(found > 0, found.cast("double"))


def shift_index(expected: str, found: str) -> Column:
    """The index, the same in every band; null where one of the populations is empty."""
    before, after = (F.greatest(F.col(one), F.lit(LEAST)) / total(one) for one in (expected, found))
    moved = (after - before) * F.ln(after / before)
    return F.sum(moved).over(Window.partitionBy(F.lit(0)))


def shift_limit(expected: str, found: str, bands: int) -> Column:
    """What 95 of 100 pairs of populations of these sizes stay below although nothing has changed."""
    spread = F.lit(1.0) / total(expected) + F.lit(1.0) / total(found)
    return F.lit(limit_at_spread_of_one(bands)) * spread
