"""What one row per customer costs, blocks and all: ``python -m tests.benchmarks wide``. Prints; asserts nothing."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.session import current_attempt, open_session
from jobs.lakehouse.settings import Settings
from jobs.lakehouse.table_code import asked_for, build_of
from tests.benchmarks.machine import Engine, load
from tests.benchmarks.temporary_home import home_with_engine
from tests.benchmarks.wide_inputs import DAY, WIDE, WideInputs

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
        """Make the inputs, then build every block and their join and write them to Delta; the second is measured."""
        folder, catalog = Path(self.settings.lake) / "benchmark", Catalog()
        frames = WideInputs(self.spark, catalog, customers).written(folder / "inputs")
        start, used = time.perf_counter(), self.engine.processor_seconds
        for name in (*catalog[WIDE].blocks, WIDE):
            frames[name.split(".")[1]] = self._written(catalog[name], frames, folder)
        seconds, used = time.perf_counter() - start, self.engine.processor_seconds - used
        rows = frames["customer_wide"].count()
        shutil.rmtree(folder)
        return Built(rows, seconds, used)

    def _written(self, contract: Contract, frames: dict[str, DataFrame], folder: Path) -> DataFrame:
        """One table, built from its inputs, written and read back."""
        inputs = {name.split(".")[1]: frames[name.split(".")[1]] for name in contract.inputs}
        told = {"business_date": DAY} if asked_for(contract) else {}
        path = str(folder / contract.noun)
        build_of(contract)(**inputs, **told).write.format("delta").save(path)
        return self.spark.read.format("delta").load(path)
