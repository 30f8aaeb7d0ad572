"""How fitting a scorecard in the engine grows with its rows: ``python -m tests.benchmarks scorecard_growth``.

1,000,000 and 10,000,000 rows of 52 variables in one session, and how many times as long the larger fit takes.
"""

from __future__ import annotations

import time
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession

from jobs.lakehouse.session import current_attempt, open_session
from jobs.lakehouse.settings import Settings
from jobs.models.engine_evidence import EngineEvidence
from jobs.models.fit import fit
from tests.benchmarks.machine import Engine, load
from tests.benchmarks.scorecard import CODES, NUMBERS, drawn_rows, told
from tests.benchmarks.scorecard_data import drawn_declaration
from tests.benchmarks.temporary_home import home_with_engine

PART, SMALL, LARGE = 1_000_000, 1, 10


def main(small: int = SMALL, large: int = LARGE) -> None:
    """Fit on so many parts of 1,000,000 rows each; a round on the smaller one comes first and is not told."""
    declaration = drawn_declaration(NUMBERS, CODES)
    with home_with_engine() as settings:
        spark, engine = open_session(settings, current_attempt("benchmark")), Engine.of(settings)
        tables = {parts: _written(spark, settings, parts) for parts in (small, large)}
        fit(declaration, EngineEvidence(declaration, tables[small]))
        seconds = {}
        for parts, table in tables.items():
            start = time.perf_counter()
            told(
                "fit in the engine",
                parts * PART,
                lambda rows=table: fit(declaration, EngineEvidence(declaration, rows)),
            )
            seconds[parts] = time.perf_counter() - start
        print(f"{large / small:g} times the rows: {seconds[large] / seconds[small]:.1f} times the seconds; ", end="")
        print(
            f"engine of {settings.engine_memory}, at most {engine.peak_mebibytes:.0f} MiB in all; {load()}", flush=True
        )
        spark.stop()


def _written(spark: SparkSession, settings: Settings, parts: int) -> DataFrame:
    """A Delta table of so many parts; one part is in memory at a time."""
    folder = Path(settings.lake) / "benchmark" / f"{parts}_parts"
    (folder / "drawn").mkdir(parents=True)
    for number in range(parts):
        drawn_rows(PART, seed=5 + number).to_parquet(folder / "drawn" / f"{number}.parquet", index=False)
    spark.read.parquet(str(folder / "drawn")).write.format("delta").save(str(folder / "table"))
    return spark.read.format("delta").load(str(folder / "table"))
