"""What one row per customer costs: ``python -m tests.benchmarks wide``. Prints; asserts nothing."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from pyspark.sql import SparkSession

from jobs.gold.customer_wide import build
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.session import current_attempt, open_session
from jobs.lakehouse.settings import Settings
from tests.benchmarks.machine import Engine, load
from tests.benchmarks.temporary_home import home_with_engine
from tests.benchmarks.wide_inputs import DAY, WideInputs

SMALL, LARGE = 100_000, 1_000_000
# Enough to have every class of the plan loaded and compiled, as in an engine that runs since yesterday.
WARM_UP = 5_000


def main(*sizes: int) -> None:
    """Print seconds and rows a second of building gold.customer_wide and writing it to Delta, for each bank's size."""
    with home_with_engine() as settings:
        spark = open_session(settings, current_attempt("benchmark"))
        bench = WideBench(spark, settings, Engine.of(settings))
        bench.built(WARM_UP)
        for customers in sizes or (SMALL, LARGE):
            print(bench.told(customers), flush=True)
        spark.stop()


@dataclass(frozen=True)
class Built:
    """A wide table: its rows, and the seconds and the engine's processor seconds that it took."""

    rows: int
    seconds: float
    processor_seconds: float


@dataclass(frozen=True)
class WideBench:
    """An engine with room for banks of any size."""

    spark: SparkSession
    settings: Settings
    engine: Engine

    def told(self, customers: int) -> str:
        """Build for a bank of so many customers; what it cost."""
        built = self.built(customers)
        return (
            f"wide build, {customers:,} customers: {built.rows:,} rows in {built.seconds:.1f} s "
            f"({built.processor_seconds:.0f} s of processor), {built.rows / built.seconds:,.0f} rows a second; "
            f"engine of {self.settings.engine_memory}, at most {self.engine.peak_mebibytes:.0f} MiB in all; {load()}"
        )

    def built(self, customers: int) -> Built:
        """Make the inputs, then build from them and write to Delta; only the second is measured."""
        folder = Path(self.settings.lake) / "benchmark"
        inputs = WideInputs(self.spark, Catalog(), customers).written(folder / "inputs")
        start, used = time.perf_counter(), self.engine.processor_seconds
        build(**inputs, business_date=DAY).write.format("delta").save(str(folder / "wide"))
        seconds, used = time.perf_counter() - start, self.engine.processor_seconds - used
        rows = self.spark.read.format("delta").load(str(folder / "wide")).count()
        shutil.rmtree(folder)
        return Built(rows, seconds, used)
