"""What it costs to know who is who: ``python -m tests.benchmarks identity``. Prints; asserts nothing.

A planted bank whose truth is known goes through the builds of the tables, each written before the next one reads it:
whole, by the declared weights and by learnt ones, then again with one record in a hundred changed. Splink on DuckDB is
given the same records from end to end.
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
from jobs.identity.matching.training import learnt_weights
from jobs.identity.matching.weights import MatchWeights, declared_weights
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
    known, model = truth.to_pandas(), read_match_model("person_match")
    folder.mkdir()
    # Several row groups, as tables have several files: both cores read.
    pq.write_table(records, folder / "records.parquet", row_group_size=max(count // 8, 1))
    declared = Bank(spark, folder / "declared", declared_weights(model))
    assigned = {"weights as declared": declared.whole()}
    # So that both days of the learnt weights meet code that the engine has compiled, as on any day but the first.
    declared.next_day()
    training = Steps()
    weights = learnt_weights(records, model).with_version("learnt")
    training.done("training")
    bank = Bank(spark, folder / "learnt", weights)
    assigned["weights learnt"] = bank.whole()
    changed, same = bank.next_day()
    assigned["Splink on DuckDB"] = assigned_by_splink(records, "record_id", PLANTED)
    lines = [
        f"{count:,} records, {title}: {quality(tally(found, known)).pairwise}; {steps}, {steps.total:.1f} s in all"
        for title, (found, steps) in assigned.items()
    ]
    share = changed.total / assigned["weights learnt"][1].total
    return [
        *lines,
        f"{count:,} records, {training}; one in {CHANGED} changed: {changed}, {changed.total:.1f} s in all "
        f"({share:.0%}); {same:.2%} of the records keep their party",
    ]


@dataclass(frozen=True)
class Bank:
    """A folder with the tables of a planted bank; the records lie beside it."""

    spark: SparkSession
    folder: Path
    weights: MatchWeights

    def whole(self) -> tuple[pd.DataFrame, Steps]:
        """The parties of the first day, every pair compared, and the seconds."""
        steps = self.day(self.records(FIRST_DATE), FIRST_DATE)
        return self.assigned(FIRST_DATE), steps

    def next_day(self) -> tuple[Steps, float]:
        """The seconds of a day with few changes, and the share of records that keep their party."""
        steps = self.day(self.records(NEXT_DATE), NEXT_DATE)
        both = self.assigned(NEXT_DATE).merge(self.assigned(FIRST_DATE), on="record_id")
        return steps, float((both["entity_id_x"] == both["entity_id_y"]).mean())

    def records(self, day: datetime.date) -> DataFrame:
        """The compared records of a day; on the next one some have another telephone."""
        rows = self.spark.read.parquet(str(self.folder.parent / "records.parquet"))
        if day == FIRST_DATE:
            return rows
        is_changed = F.abs(F.xxhash64("record_id")) % CHANGED == 0
        phone = F.concat(F.lit("199"), F.lpad((F.abs(F.xxhash64("record_id")) % 10**8).cast("string"), 8, "0"))
        return rows.withColumn("mobile_phone", F.when(is_changed, phone).otherwise(F.col("mobile_phone"))).withColumn(
            "changed_date", F.when(is_changed, F.lit(day)).otherwise(F.col("changed_date"))
        )

    def day(self, records: DataFrame, day: datetime.date) -> Steps:
        """Build and write the tables of a day; the seconds of each."""
        steps = Steps()
        pairs = party_match.build(records, self._earlier(TABLES[0], day), self.weights)
        pairs = self._written(TABLES[0], pairs, day, steps)
        decided = self._empty("silver.match_decision")
        firms = self._empty("silver.organisation_match")
        before = (self._earlier(TABLES[2], day), self._empty("silver.absent_record"))
        links = party_link.build(records, pairs, firms, decided, self._earlier(TABLES[1], day), *before)
        links = self._written(TABLES[1], links, day, steps)
        parties = party_xref.build(records, links, *before, "a key of the benchmark", day)
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
