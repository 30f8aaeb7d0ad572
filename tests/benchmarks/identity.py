"""What it costs to know who is who: ``python -m tests.benchmarks identity``. Prints; asserts nothing.

A planted bank whose truth is known goes through the builds of the tables, each written before the next one reads it:
whole, then again with one record in a hundred changed. Splink on DuckDB is given the same records from end to end.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jobs.identity.matching.declaration import read_match_model
from jobs.identity.matching.weights import declared_weights
from jobs.identity.measure import quality, tally
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.session import current_attempt, open_session
from jobs.silver import party_link, party_match, party_xref
from tests.benchmarks.identity_records import FIRST_DATE, NEXT_DATE, planted_records
from tests.benchmarks.identity_splink import PLANTED, Steps, assigned_by_splink
from tests.benchmarks.machine import Engine, load
from tests.benchmarks.temporary_home import home_with_engine

RECORDS = 100_000
WARM_UP = 5_000
# One record in a hundred is another one on the next day.
CHANGED = 100
TABLES = ("silver.party_match", "silver.party_link", "silver.party_xref")


def main(*sizes: int) -> None:
    """Print F1 and seconds by step of both engines, for each number of records."""
    with home_with_engine() as settings:
        spark = open_session(settings, current_attempt("benchmark"))
        engine = Engine.of(settings)
        _measured(spark, settings.home / "warm_up", WARM_UP)
        for records in sizes or (RECORDS,):
            for line in _measured(spark, settings.home / str(records), records):
                print(line, flush=True)
            print(f"engine of {settings.engine_memory}, at most {engine.peak_mebibytes:.0f} MiB in all; {load()}")
        spark.stop()


def _measured(spark: SparkSession, folder: Path, count: int) -> list[str]:
    records, truth = planted_records(count)
    folder.mkdir()
    pq.write_table(records, folder / "records.parquet")
    bank = Bank(spark, folder)
    whole = bank.day(bank.records(FIRST_DATE), FIRST_DATE)
    found = bank.assigned(FIRST_DATE)
    first = quality(tally(found, truth.to_pandas()))
    changed = bank.day(bank.records(NEXT_DATE), NEXT_DATE)
    kept = bank.assigned(NEXT_DATE).merge(found, on="record_id")
    same = (kept["entity_id_x"] == kept["entity_id_y"]).mean()
    splink, its_steps = assigned_by_splink(records, "record_id", PLANTED)
    theirs = quality(tally(splink, truth.to_pandas()))
    return [
        f"{count:,} records, declared weights: {first.pairwise}; {whole}, {whole.total:.1f} s in all",
        f"{count:,} records, one in {CHANGED} changed: {changed}, {changed.total:.1f} s in all "
        f"({changed.total / whole.total:.0%}); {same:.2%} of the records keep their party",
        f"{count:,} records, Splink on DuckDB: {theirs.pairwise}; {its_steps}, {its_steps.total:.1f} s in all",
    ]


@dataclass(frozen=True)
class Bank:
    """A folder with the tables of a planted bank."""

    spark: SparkSession
    folder: Path

    def records(self, day: datetime.date) -> DataFrame:
        """The compared records of a day; on the next one some have another telephone."""
        rows = self.spark.read.parquet(str(self.folder / "records.parquet"))
        if day == FIRST_DATE:
            return rows
        is_changed = F.abs(F.xxhash64("record_id")) % CHANGED == 0
        phone = F.concat(F.lit("199"), F.lpad((F.abs(F.xxhash64("record_id")) % 10**8).cast("string"), 8, "0"))
        return rows.withColumn("mobile_phone", F.when(is_changed, phone).otherwise(F.col("mobile_phone"))).withColumn(
            "changed_date", F.when(is_changed, F.lit(day)).otherwise(F.col("changed_date"))
        )

    def day(self, records: DataFrame, day: datetime.date) -> Steps:
        """Build and write the tables of a day; the seconds of each."""
        steps, weights = Steps(), declared_weights(read_match_model("person_match"))
        pairs = self._written(TABLES[0], party_match.build(records, self._earlier(TABLES[0], day), weights), day, steps)
        decided = self._empty("silver.match_decision")
        links = party_link.build(records, pairs, decided, self._earlier(TABLES[1], day))
        links = self._written(TABLES[1], links, day, steps)
        parties = party_xref.build(records, links, self._earlier(TABLES[2], day), "a key of the benchmark", day)
        self._written(TABLES[2], parties, day, steps)
        return steps

    def assigned(self, day: datetime.date) -> pd.DataFrame:
        """The party of every record on a day."""
        path = self.folder / TABLES[2] / f"{day}"
        table: pa.Table = pq.read_table(path, columns=["record_id", "party_id"])
        return table.to_pandas().rename(columns={"party_id": "entity_id"})

    def _written(self, table: str, frame: DataFrame, day: datetime.date, steps: Steps) -> DataFrame:
        path = str(self.folder / table / f"{day}")
        frame.write.parquet(path)
        steps.done(table)
        return self.spark.read.parquet(path)

    def _earlier(self, table: str, day: datetime.date) -> DataFrame:
        if day == FIRST_DATE:
            return self._empty(table)
        rows = self.spark.read.parquet(str(self.folder / table / f"{FIRST_DATE}"))
        return rows.withColumn("business_date", F.lit(FIRST_DATE))

    def _empty(self, table: str) -> DataFrame:
        columns = ", ".join(f"`{column.name}` {column.type}" for column in Catalog()[table].columns)
        return self.spark.createDataFrame([], f"{columns}, business_date DATE")
