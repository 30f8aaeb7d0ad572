"""The rows of a table that broke a rule, kept by day beside the table, where only the owner reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jobs.lakehouse.conform import REASON, ROW, ROW_ID, RULE
from jobs.lakehouse.contract import BUSINESS_DATE
from jobs.lakehouse.lake_versions import properties_of
from jobs.lakehouse.layout import TABLE_PROPERTIES, in_words

COLUMNS = (
    "row_id STRING, `rule` STRING, reason STRING, row_json STRING, delivery STRING, owner STRING, "
    f"first_seen_date DATE, {BUSINESS_DATE} DATE"
)


def replace_quarantine(
    spark: SparkSession, path: Path, bad: DataFrame, days: Sequence[date], options: Mapping[str, str]
) -> None:
    """Replace the rows of the first of ``days`` by ``bad``; makes the table where there is none.

    A row that was bad before keeps the day it was first seen on: ``days`` are the day and the one published before it.
    ``options`` are those of the commit: whose it is, and the token that Delta compares.
    """
    _create(spark, path)
    seen = _first_seen(spark, path, days)
    first_seen = F.coalesce(F.col("seen_date"), F.lit(days[0])).alias("first_seen_date")
    rows = bad.join(seen, "row_id", "left").select(
        "row_id",
        "rule",
        "reason",
        "row_json",
        "delivery",
        "owner",
        first_seen,
        F.lit(days[0]).cast("date").alias(BUSINESS_DATE),
    )
    writer = rows.write.format("delta").mode("overwrite").options(**options)
    writer.option("replaceWhere", f"{BUSINESS_DATE} = DATE'{days[0]}'").save(str(path))


def _create(spark: SparkSession, path: Path) -> None:
    """Make the table, or let one that was made otherwise keep its log as long as other tables from now on."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        spark.sql(
            f"CREATE TABLE IF NOT EXISTS delta.`{path}` ({COLUMNS}) USING DELTA PARTITIONED BY ({BUSINESS_DATE}) "
            f"TBLPROPERTIES ({in_words(TABLE_PROPERTIES)})"
        )
    elif not TABLE_PROPERTIES.items() <= properties_of(path).items():
        spark.sql(f"ALTER TABLE delta.`{path}` SET TBLPROPERTIES ({in_words(TABLE_PROPERTIES)})")


def told_rows(bad: DataFrame, delivery: str, owner: str) -> DataFrame:
    """Rows of a staged result as the quarantine keeps them: with what they came in, and who answers for them."""
    return bad.select(
        F.col(ROW_ID).alias("row_id"),
        F.col(RULE).alias("rule"),
        F.col(REASON).alias("reason"),
        F.col(ROW).alias("row_json"),
        F.lit(delivery).alias("delivery"),
        F.lit(owner).alias("owner"),
    )


def _first_seen(spark: SparkSession, path: Path, days: Sequence[date]) -> DataFrame:
    known = spark.read.format("delta").load(str(path)).where(F.col(BUSINESS_DATE).isin(list(days)))
    return known.groupBy("row_id").agg(F.min("first_seen_date").alias("seen_date"))
