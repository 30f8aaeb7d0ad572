"""What one row per customer costs, blocks and all, beside DuckDB: ``python -m tests.benchmarks wide``.

Prints; what it asserts is that both made the same table.
"""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.layout import parquet_settings, table_properties
from jobs.lakehouse.session import current_attempt, open_session
from jobs.lakehouse.settings import Settings
from jobs.lakehouse.table_code import asked_for, build_of
from tests.benchmarks.machine import Engine, load
from tests.benchmarks.temporary_home import home_with_engine
from tests.benchmarks.wide_duckdb import SHAPES, built_by_duckdb
from tests.benchmarks.wide_inputs import WIDE, WideInputs
from tests.benchmarks.wide_result import Built, require_equal
from tests.benchmarks.wide_values import DAY

SMALL, LARGE = 100_000, 1_000_000
# Enough to have every class of the plan loaded and compiled, as in an engine that runs since yesterday.
WARM_UP = 5_000


def main(*sizes: int) -> None:
    """Print what building gold.customer_wide and writing it costs the engine and DuckDB, for each bank's size.

    Raises Disagreement where they do not make the same table.
    """
    with home_with_engine() as settings:
        spark = open_session(settings, current_attempt("benchmark"))
        bench = WideBench(WideBuild(spark, Catalog()), settings, Engine.of(settings))
        bench.told(WARM_UP)
        for customers in sizes or (SMALL, LARGE):
            print(bench.told(customers), flush=True)
        spark.stop()


@dataclass(frozen=True)
class WideBuild:
    """The builds of the blocks and their join, away from the lake."""

    spark: SparkSession
    catalog: Catalog

    def write(self, frames: dict[str, DataFrame], folder: Path) -> Path:
        """Build every block and their join from their inputs, and write each to Delta; where the join lies."""
        for name in (*self.catalog[WIDE].blocks, WIDE):
            frames = {**frames, name.split(".")[1]: self._written(self.catalog[name], frames, folder)}
        return folder / self.catalog[WIDE].noun

    def _written(self, contract: Contract, frames: dict[str, DataFrame], folder: Path) -> DataFrame:
        """One table, built from its inputs, written and read back."""
        inputs = {name.split(".")[1]: frames[name.split(".")[1]] for name in contract.inputs}
        told = {"business_date": DAY} if asked_for(contract) else {}
        path = str(folder / contract.noun)
        for name, value in parquet_settings(contract).items():
            self.spark.conf.set(name, value)
        rows = build_of(contract)(**inputs, **told)
        rows.write.format("delta").options(**table_properties(contract)).save(path)
        return self.spark.read.format("delta").load(path)


@dataclass(frozen=True)
class WideBench:
    """An engine with room for banks of any size."""

    build: WideBuild
    settings: Settings
    engine: Engine

    def told(self, customers: int) -> str:
        """Build for a bank of so many customers with both; what it cost each, and that they agree."""
        folder, columns = Path(self.settings.lake) / "benchmark", self.build.catalog[WIDE].columns
        frames = WideInputs(self.build.spark, self.build.catalog, customers).written(folder / "inputs")
        by_engine, ours = self._built(frames, folder)
        compared = [self._compared(by_engine, ours, shape) for shape in SHAPES]
        shutil.rmtree(folder)
        return (
            f"wide build, {customers:,} customers, {by_engine.rows:,} rows: {by_engine}; {'; '.join(compared)}; "
            f"equal in all {len(columns)} columns; memory of {self.settings.engine_memory} each; {load()}"
        )

    def _compared(self, by_engine: Built, ours: Path, shape: str) -> str:
        """What the same cost DuckDB; raises Disagreement where it is not the same."""
        theirs = ours.parent / f"by_duckdb_{shape}.parquet"
        built = built_by_duckdb(ours.parent / "inputs", theirs, self.settings.engine_memory, shape)
        require_equal(f"{ours}/*.parquet", str(theirs), self.build.catalog[WIDE].columns)
        ratio = by_engine.processor_seconds / built.processor_seconds
        slower = by_engine.seconds / built.seconds
        return f"DuckDB, {shape}, {built}: {ratio:.1f} times its processor seconds, {slower:.1f} times its seconds"

    def _built(self, frames: dict[str, DataFrame], folder: Path) -> tuple[Built, Path]:
        """What the engine and its client cost, and where the wide table lies."""
        start, used = time.perf_counter(), self._processor_seconds
        path = self.build.write(frames, folder)
        seconds, used = time.perf_counter() - start, self._processor_seconds - used
        rows = self.build.spark.read.format("delta").load(str(path)).count()
        return Built(rows, seconds, used, self.engine.peak_mebibytes), path

    @property
    def _processor_seconds(self) -> float:
        return self.engine.processor_seconds + time.process_time()
