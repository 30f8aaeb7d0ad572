"""How often chance alone gives so much, as column expressions; exact, however many lines a table has."""

from __future__ import annotations

from pyspark.sql import Column, Window
from pyspark.sql import functions as F


def sign_chance(agree: Column, contrary: Column) -> Column:
    """How often a fair coin falls at least as unevenly, on either side (two-sided sign test); 1 without a throw."""
    fewer, throws = F.least(agree, contrary), (agree + contrary).cast("double")
    start = F.struct(F.lit(1.0).alias("term"), F.lit(0.0).alias("total"))

    def counted(so_far: Column, place: Column) -> Column:
        """Add the ways to see ``place`` of the rarer side, and go on to those of one more."""
        following = so_far["term"] * (throws - place) / (place + F.lit(1.0))
        return F.struct(following.alias("term"), (so_far["total"] + so_far["term"]).alias("total"))

    ways = F.aggregate(F.sequence(F.lit(0), fewer.cast("int")), start, counted, lambda ended: ended["total"])
    return F.least(F.lit(1.0), F.lit(2.0) * ways / F.pow(F.lit(2.0), throws))


def holm_adjusted(chance: str, name: str) -> Column:
    """The chance of each line after control of how many lines were looked at (Holm, 1979); ``name`` breaks ties.

    With a limit of 0.05, in 95 of 100 tables in which nothing is amiss no line at all lies below it.
    """
    lines = Window.partitionBy(F.lit(0))  # few lines, on purpose all in one place
    ordered = lines.orderBy(chance, name)
    still_looked_at = F.count(F.lit(1)).over(lines) - F.row_number().over(ordered) + F.lit(1)
    up_to_here = ordered.rowsBetween(Window.unboundedPreceding, Window.currentRow)
    return F.least(F.lit(1.0), F.max(F.col(chance) * still_looked_at).over(up_to_here))
