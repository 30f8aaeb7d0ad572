"""Who is a customer, and blocks of columns about every one of them."""

from __future__ import annotations

from collections.abc import Iterable

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F


def holders(party_xref: DataFrame) -> DataFrame:
    """Which party holds which core bank customer number: record_id, customer_id, party_id."""
    core_bank = party_xref.where(F.col("source_system_code") == "core_bank")
    return core_bank.select("record_id", F.col("source_record_id").alias("customer_id"), "party_id")


def each_customer(
    held: DataFrame, measured: DataFrame, counted: Iterable[str], unknown: Iterable[str | Column] = ()
) -> DataFrame:
    """One row per party that holds a customer number, with what was measured of it.

    Counts and sums of a party that has no such thing are 0; what is ``unknown`` without one stays null.
    """
    parties = held.select("party_id").distinct()
    return parties.join(measured, on="party_id", how="left").select("party_id", *map(or_zero, counted), *unknown)


def or_zero(name: str) -> Column:
    """The column, 0 where it is null."""
    return F.coalesce(F.col(name), F.lit(0)).alias(name)


def count_where(condition: Column) -> Column:
    """How many rows of the group meet the condition."""
    return F.count_if(condition).cast("int")


def sum_where(name: str, condition: Column) -> Column:
    """Exact sum of an amount over the rows of the group that meet the condition; 0 without one."""
    amount = F.when(condition, F.col(name)).otherwise(F.lit(0))
    return F.coalesce(F.sum(amount), F.lit(0)).cast("decimal(18,2)")


def named(measures: dict[str, Column]) -> list[Column]:
    """The measures under their names."""
    return [measure.alias(name) for name, measure in measures.items()]
