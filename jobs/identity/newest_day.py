"""The newest of the earlier days of a table: what the bank said last, before today."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F


def newest_date(earlier: DataFrame) -> DataFrame:
    """One row with ``newest_date``, the newest business date of earlier rows; null where there are none."""
    return earlier.agg(F.max("business_date").alias("newest_date"))


def of_newest_date(earlier: DataFrame) -> DataFrame:
    """The earlier rows of their newest business date, with the date."""
    newest = newest_date(earlier).select(F.col("newest_date").alias("business_date"))
    return earlier.join(F.broadcast(newest), on="business_date", how="left_semi")
