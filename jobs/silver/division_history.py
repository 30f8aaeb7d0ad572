"""Validity of division codes, computed from dated editions of the list."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from jobs.identity.text import present

NAMED = ("publisher_code", "division_code", "division_name")


def build(open_data_division_snapshots: DataFrame) -> DataFrame:
    """One row where a code begins to stand for a name; rows of later editions that say the same are filtered.

    A name that goes and comes back has two rows. Editions are compared within one publisher only: their lists differ.
    """
    listed = open_data_division_snapshots.select(
        F.upper(present(F.col("source"))).alias("publisher_code"),
        present(F.col("code")).alias("division_code"),
        present(F.col("name")).alias("division_name"),
        edition_date(F.col("revision")).alias("edition_date"),
    )
    editions = _editions(listed)
    spans = listed.join(F.broadcast(editions), on=["publisher_code", "edition_date"], how="left")
    is_first = F.col("place") == 1
    ended = editions.select(
        "publisher_code", F.col("edition").alias("after"), F.col("edition_date").alias("ended_date")
    )
    return (
        _placed(spans)
        .join(F.broadcast(ended), on=["publisher_code", "after"], how="left")
        .select(
            *NAMED,
            F.col("edition_date").alias("valid_from_date"),
            F.col("ended_date").alias("valid_to_date"),
            F.when(~is_first, "the edition before says the same").alias("_filtered"),
        )
    )


def edition_date(revision: Column) -> Column:
    """The last day of the month yyyymm; null for any other text."""
    return F.last_day(F.try_to_timestamp(present(revision), F.lit("yyyyMM")).cast("date"))


def _editions(listed: DataFrame) -> DataFrame:
    """Every edition of a publisher with its place in time."""
    order = Window.partitionBy("publisher_code").orderBy("edition_date")
    return listed.select("publisher_code", "edition_date").distinct().withColumn("edition", F.row_number().over(order))


def _placed(spans: DataFrame) -> DataFrame:
    """Each row's place in its unbroken run of editions, and the number of the edition after that run."""
    in_time = Window.partitionBy(*NAMED).orderBy("edition")
    runs = spans.withColumn("run", F.col("edition") - F.dense_rank().over(in_time))
    in_run = Window.partitionBy(*NAMED, "run")
    return runs.select(
        "*",
        F.row_number().over(in_run.orderBy("edition")).alias("place"),
        (F.max("edition").over(in_run) + 1).alias("after"),
    )
