"""The rows of a table that broke a rule, kept by day beside the table, where only the owner reads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jobs.lakehouse.conform import REASON, ROW, RULE
from jobs.lakehouse.contract import BUSINESS_DATE

COLUMNS = f"`rule` STRING, reason STRING, row_json STRING, {BUSINESS_DATE} DATE"


def replace_quarantine(spark: SparkSession, path: Path, bad: DataFrame, day: date, options: Mapping[str, str]) -> None:
    """Replace a day's rows by ``bad``, rows of a staged result; makes the table where there is none.

    ``options`` are those of the commit: whose it is, and the token that Delta compares.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        spark.sql(f"CREATE TABLE IF NOT EXISTS delta.`{path}` ({COLUMNS}) USING DELTA PARTITIONED BY ({BUSINESS_DATE})")
    business_date = F.lit(day).cast("date").alias(BUSINESS_DATE)
    rows = bad.select(
        F.col(RULE).alias("rule"), F.col(REASON).alias("reason"), F.col(ROW).alias("row_json"), business_date
    )
    writer = rows.write.format("delta").mode("overwrite").options(**options)
    writer.option("replaceWhere", f"{BUSINESS_DATE} = DATE'{day}'").save(str(path))
