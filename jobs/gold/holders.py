"""Who is a customer, and blocks of columns about every one of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.lakehouse.side_by_side import side_by_side

AMOUNT, CENT = "decimal(18,2)", Decimal("0.01")
# A day, a share, and the largest or mean of nothing are not 0.
UNKNOWN_ENDINGS = ("_date", "_rate", "_max_amount", "_mean_amount")


def holders(party_xref: DataFrame) -> DataFrame:
    """Which party holds which core bank customer number: record_id, customer_id, party_id.

    What is joined with it, mostly many times larger, is not sorted for that: see decision 0054.
    """
    core_bank = party_xref.where(F.col("source_system_code") == "core_bank")
    held = core_bank.select("record_id", F.col("source_record_id").alias("customer_id"), "party_id")
    return held.hint("shuffle_hash")


def each_customer(
    held: DataFrame, measured: Sequence[DataFrame], names: Iterable[str], beside: Iterable[str | Column] = ()
) -> DataFrame:
    """One row per party that holds a customer number, with the named measures of it, and what stands ``beside`` them.

    The frames of ``measured`` have one row per party that has such a thing. All but the widest are hashed, and so none
    is sorted.
    Counts and sums come first and are 0 for a party that has no such thing; what is unknown without one stays null.
    """
    widest, *others = sorted(measured, key=lambda frame: len(frame.columns), reverse=True)
    hashed = [frame.hint("shuffle_hash") for frame in others]
    frames = [held.select("party_id").distinct(), widest, *hashed]
    return side_by_side(frames, ["party_id"]).select("party_id", *measures_of(names), *beside)


def measures_of(names: Iterable[str]) -> list[Column]:
    """The named measures of a party that may have no such thing: those that are 0 then first, then those unknown."""
    by_known = sorted(names, key=_is_unknown_without)
    return [F.col(name) if _is_unknown_without(name) else or_zero(name) for name in by_known]


def _is_unknown_without(name: str) -> bool:
    """Whether a party without such a thing has no value of it, rather than 0."""
    return name.endswith(UNKNOWN_ENDINGS)


def or_zero(name: str) -> Column:
    """The column, 0 where it is null."""
    return F.coalesce(F.col(name), F.lit(0)).alias(name)


def count_where(condition: Column) -> Column:
    """How many rows of the group meet the condition."""
    return F.count_if(condition).cast("int")


def sum_where(name: str, condition: Column) -> Column:
    """Exact sum of an amount over the rows of the group that meet the condition; 0 without one."""
    return amount_of(F.coalesce(total_where(cents(name), condition), F.lit(0)))


def total_where(number: Column, condition: Column) -> Column:
    """Sum of a whole number over the rows of the group that meet the condition; 0 where none does."""
    return F.sum(F.when(condition, number).otherwise(F.lit(0)))


def cents(name: str) -> Column:
    """An amount as a whole number of cents, which is exact, and added up many times faster than decimals."""
    return (F.col(name) * 100).cast("bigint")


def amount_of(whole_cents: Column) -> Column:
    """Cents as an amount."""
    return (whole_cents.cast("decimal(18,0)") * F.lit(CENT)).cast(AMOUNT)


def named(measures: dict[str, Column]) -> list[Column]:
    """The measures under their names."""
    return [measure.alias(name) for name, measure in measures.items()]
