"""What keeping history costs: ``python -m tests.benchmarks history``. Prints; asserts nothing."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from datetime import date

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jobs.lakehouse.account import Account
from jobs.lakehouse.conform import conform
from jobs.lakehouse.contract import Column, Contract
from jobs.lakehouse.lake import Lake
from jobs.lakehouse.session import current_attempt, open_session
from tests.benchmarks.machine import load
from tests.benchmarks.temporary_home import home_with_engine
from tests.jobs.lakehouse.publishing import consented

KEYS = 1_000_000
CHANGED_ONE_IN = 100
EVERY_KEY = 100
# What happens, the business date it is about, and the state that some keys are in then.
DAYS = (
    ("first load", date(2026, 6, 1), 0),
    ("next day", date(2026, 6, 2), 0),
    ("a day with changes", date(2026, 6, 8), 1),
    ("another", date(2026, 6, 9), 2),
    ("another", date(2026, 6, 10), 3),
    ("a late day", date(2026, 6, 5), 4),
    ("the late day again", date(2026, 6, 5), 4),
    ("a day that changes every key", date(2026, 6, 11), EVERY_KEY),
)
CONTRACT = Contract(
    name="silver.thing_history",
    about="Things of the benchmark, as they were on every day.",
    owner="benchmarks",
    purpose=["benchmarks"],
    retention="1y",
    write="history",
    key=["thing_id"],
    columns=[
        Column(name="thing_id", nullable=False, about="Number of the thing", sensitivity="internal"),
        Column(name="holder_id", about="Who holds it", sensitivity="internal"),
        Column(name="opened_date", type="date", about="Since when", sensitivity="internal"),
        Column(name="state_code", type="int", about="Its state", sensitivity="internal"),
    ],
)


@dataclass(frozen=True)
class Bench:
    """A lake of its own with one history."""

    spark: SparkSession
    lake: Lake
    keys: int

    def snapshot(self, state: int) -> DataFrame:
        """Every key; one in a hundred of them is in a state of its own, from EVERY_KEY on all of them."""
        number = F.col("id")
        moved = (F.xxhash64(number, F.lit(state)) % CHANGED_ONE_IN == 0) | F.lit(state >= EVERY_KEY)
        return self.spark.range(self.keys).select(
            F.format_string("T%012d", number).alias("thing_id"),
            F.format_string("C%09d", number % 300_000).alias("holder_id"),
            F.date_add(F.lit(date(2010, 1, 1)), (number % 5000).cast("int")).alias("opened_date"),
            F.when(moved, state).otherwise(0).alias("state_code"),
        )

    def seconds(self, day: date, state: int) -> float:
        """Seconds of publishing the snapshot of a day; staging it comes before and is not counted."""
        run_id = uuid.uuid4().hex
        staged = self.lake.stage(conform(self.snapshot(state), CONTRACT), CONTRACT, day, run_id)
        draft = consented(self.lake, CONTRACT.name, day, run_id, Account(self.keys, 0, 0, 0, content_hash=run_id))
        start = time.perf_counter()
        self.lake.publish(staged, draft)
        taken = time.perf_counter() - start
        staged.discard()
        return taken


def main(keys: int = KEYS) -> None:
    """Print the seconds of a first load, of days that change little, of a late day and of a repetition."""
    with home_with_engine() as settings:
        spark = open_session(settings, current_attempt("benchmark"))
        bench = Bench(spark, Lake(spark, settings, {CONTRACT.name: CONTRACT}), keys)
        for name, day, state in DAYS:
            print(f"history, {name}: {keys:,} keys in {bench.seconds(day, state):.1f} s; {load()}", flush=True)
        print(f"history, intervals at the end: {bench.lake.intervals(CONTRACT.name).count():,}", flush=True)
        spark.stop()
