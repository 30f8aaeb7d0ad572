"""A conformed result written aside, before anybody may read it: one folder per verdict."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jobs.lakehouse.conform import LOADED, REASON, ROW, ROW_ID, RULE, VERDICT
from jobs.lakehouse.contract import Contract


@dataclass(frozen=True)
class Staged:
    """The staged result of one run."""

    contract: Contract
    business_date: date
    run_id: str
    path: Path
    spark: SparkSession

    def rows(self) -> DataFrame:
        """Every staged row with its verdict, read back from where it was written."""
        columns = ", ".join(f"`{column.name}` {column.type}" for column in self.contract.columns)
        schema = f"{columns}, {ROW} STRING, {ROW_ID} STRING, {RULE} STRING, {REASON} STRING, {VERDICT} STRING"
        return self.spark.read.schema(schema).parquet(str(self.path))

    def loaded(self) -> DataFrame:
        """The staged rows that will be published, in contract order."""
        names = [F.col(f"`{name}`") for name in self.contract.column_names]
        return self.rows().where(F.col(VERDICT) == LOADED).select(*names)

    def discard(self) -> None:
        """Remove what was written aside."""
        shutil.rmtree(self.path, ignore_errors=True)
