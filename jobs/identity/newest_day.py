"""The newest of the earlier days of a table: what the bank said last, before today."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F


def of_newest_date(earlier: DataFrame) -> DataFrame:
    """The earlier rows of their newest business date, with the date; a day on which there was none is passed over."""
    return of_newest_date_of(earlier, earlier)


def of_newest_date_of(always: DataFrame, earlier: DataFrame) -> DataFrame:
    """The earlier rows of the newest business date of a table that always has rows; none where they had none then.

    For a table that may be empty: of its own newest date it would tell what has ended since.
    """
    newest = always.agg(F.max("business_date").alias("business_date"))
    return earlier.join(F.broadcast(newest), on="business_date", how="left_semi")
