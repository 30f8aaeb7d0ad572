"""The population stability index of two populations over the same bands, as column expressions (``stability``)."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import Column, Window, WindowSpec
from pyspark.sql import functions as F

from jobs.models.stability import LEAST, limit_at_spread_of_one


def total(count: str, of_each: Sequence[str] = ()) -> Column:
    """The sum of a count over all bands (of each, such as each variable), null where there is nothing."""
    found = F.sum(count).over(_over(of_each))
    return F.when(found > 0, found.cast("double"))


def shift_index(expected: str, found: str, of_each: Sequence[str] = ()) -> Column:
    """The index, the same in every band; null where one of the populations is empty. An empty band adds nothing."""
    before, after = (F.greatest(F.col(one), F.lit(LEAST)) / total(one, of_each) for one in (expected, found))
    moved = (after - before) * F.ln(after / before)
    return F.sum(F.when(_is_filled(expected, found), moved)).over(_over(of_each))


def shift_limit(expected: str, found: str, bands: int, of_each: Sequence[str] = ()) -> Column:
    """What 95 of 100 pairs of populations of these sizes stay below although nothing has changed.

    Bands that nobody is in do not count; there are at most ``bands``.
    """
    spread = F.lit(1.0) / total(expected, of_each) + F.lit(1.0) / total(found, of_each)
    filled = F.count_if(_is_filled(expected, found)).over(_over(of_each)).cast("int")
    limits = F.array(*(F.lit(limit_at_spread_of_one(number)) for number in range(1, bands + 1)))
    return F.get(limits, filled - F.lit(1)) * spread


def _is_filled(expected: str, found: str) -> Column:
    return (F.col(expected) > F.lit(0)) | (F.col(found) > F.lit(0))


def _over(of_each: Sequence[str]) -> WindowSpec:
    return Window.partitionBy(F.lit(0), *of_each)
