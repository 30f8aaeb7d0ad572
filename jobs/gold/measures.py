"""The same question asked by how many and by how much: two rows, told apart by their code, never added up."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

BY_COUNT, BY_AMOUNT = "BY_COUNT", "BY_AMOUNT"
MEASURE = "measure_code"
SHARE_DECIMALS = 9


def by_each_measure(groups: DataFrame) -> DataFrame:
    """Every row twice: once for each measure."""
    return groups.withColumn(MEASURE, F.explode(F.array(F.lit(BY_COUNT), F.lit(BY_AMOUNT))))


def counted(name: str) -> Column:
    """A count, in the row that tells counts; null in the other one."""
    return F.when(_is_by_count(), F.col(name)).alias(name)


def amounted(name: str) -> Column:
    """An amount, in the row that tells amounts; null in the other one."""
    return F.when(~_is_by_count(), F.col(name)).cast("decimal(18,2)").alias(name)


def measured_share(counts: tuple[str, str], amounts: tuple[str, str]) -> Column:
    """Part over whole by the measure of the row; null where the whole is nothing."""
    part, whole = (
        F.when(_is_by_count(), F.col(count).cast("double")).otherwise(F.col(amount).cast("double"))
        for count, amount in zip(counts, amounts, strict=True)
    )
    return F.round(part / F.when(whole > 0, whole), SHARE_DECIMALS)


def _is_by_count() -> Column:
    return F.col(MEASURE) == F.lit(BY_COUNT)
