"""Seconds to fit and to use a scorecard of 52 variables: in memory, beside optbinning, and in the engine.

``python -m tests.benchmarks scorecard``. The rows are drawn, the outcome follows a logistic function of some of them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd
from pyspark.sql import DataFrame, SparkSession

from jobs.lakehouse.session import current_attempt, open_session
from jobs.lakehouse.settings import Settings
from jobs.models.declaration import ModelDeclaration
from jobs.models.engine_evidence import EngineEvidence
from jobs.models.expressions import score_rows
from jobs.models.fit import fit, fit_scorecard
from jobs.models.scorecard import Scorecard
from tests.benchmarks.machine import load
from tests.benchmarks.scorecard_data import drawn_declaration
from tests.benchmarks.scorecard_sets import optbinning_process
from tests.benchmarks.temporary_home import home_with_engine

ROWS, APPLICATIONS, NUMBERS, CODES = 1_000_000, 300_000, 40, 12
WARM_UP = 20_000

Result = TypeVar("Result")


def main(*sizes: int) -> None:
    """Print what fitting on so many rows costs, and scoring."""
    declaration = drawn_declaration(NUMBERS, CODES)
    for rows in sizes or (ROWS,):
        _measured(declaration, drawn_rows(rows))


def _measured(declaration: ModelDeclaration, drawn: pd.DataFrame) -> None:
    scorecard = told("fit in memory", len(drawn), lambda: fit_scorecard(declaration, drawn))
    told("the same with optbinning", len(drawn), lambda: _with_optbinning(declaration, drawn))
    _in_engine(declaration, drawn, scorecard)


def drawn_rows(rows: int, seed: int = 5) -> pd.DataFrame:
    """Amounts, days and codes as a bank has them: skewed, whole, with blanks; one in seven turns bad."""
    source = np.random.default_rng(seed)
    columns: dict[str, object] = {}
    odds = np.full(rows, -2.2)
    for number in range(NUMBERS):
        normal = source.normal(size=rows)
        values = np.round(np.exp(8.0 + normal), 2) if number % 2 else np.floor(60.0 + 25.0 * normal)
        odds += (0.25 if number < 12 else 0.02) * normal
        columns[f"n{number}"] = np.where(source.random(rows) < 0.03, np.nan, values)
    for number in range(CODES):
        place = source.integers(0, 8, rows)
        odds += 0.05 * (place - 3.5) * (number < 4)
        columns[f"c{number}"] = np.array([f"C{one}" for one in range(8)], dtype=object)[place]
    is_bad = (source.random(rows) < 1.0 / (1.0 + np.exp(-odds))).astype(int)
    return pd.DataFrame({**columns, "is_bad": is_bad})


def _in_engine(declaration: ModelDeclaration, drawn: pd.DataFrame, scorecard: Scorecard) -> None:
    """Fit from the engine's counts, and score applications from Delta to Delta; the first small round is not told."""
    with home_with_engine() as settings:
        spark = open_session(settings, current_attempt("benchmark"))
        small, large = (_written(spark, settings, drawn.head(rows)) for rows in (WARM_UP, len(drawn)))
        fit(declaration, EngineEvidence(declaration, small))
        fitted = told("fit in the engine", len(drawn), lambda: fit(declaration, EngineEvidence(declaration, large)))
        print(f"scorecards of engine and memory are the same: {fitted.sha256 == scorecard.sha256}", flush=True)
        applications = _written(spark, settings, drawn.head(APPLICATIONS))
        _scored(settings, scorecard, small)
        rows = min(APPLICATIONS, len(drawn))
        told("score from Delta to Delta", rows, lambda: _scored(settings, scorecard, applications))
        spark.stop()


def _scored(settings: Settings, scorecard: Scorecard, table: DataFrame) -> None:
    scored = score_rows(scorecard, table, keep=["n0"])
    scored.write.format("delta").mode("overwrite").save(str(Path(settings.lake) / "benchmark" / "scored"))


def _written(spark: SparkSession, settings: Settings, drawn: pd.DataFrame) -> DataFrame:
    """The rows as a Delta table, brought in through a file."""
    folder = Path(settings.lake) / "benchmark" / f"rows_{len(drawn)}"
    folder.mkdir(parents=True)
    drawn.to_parquet(folder / "drawn.parquet", index=False)
    spark.read.parquet(str(folder / "drawn.parquet")).repartition(4).write.format("delta").save(str(folder / "table"))
    (folder / "drawn.parquet").unlink()
    return spark.read.format("delta").load(str(folder / "table"))


def _with_optbinning(declaration: ModelDeclaration, drawn: pd.DataFrame) -> None:
    from sklearn.linear_model import LogisticRegression

    fitted = optbinning_process(declaration, declaration.binning)
    names = [one.name for one in declaration.variables]
    evidence = fitted.fit_transform(drawn[names], drawn["is_bad"].to_numpy(), metric="woe")
    LogisticRegression(max_iter=1000).fit(evidence, drawn["is_bad"])


def told(what: str, rows: int, work: Callable[[], Result]) -> Result:
    """Do the work, print what it cost, and give its result."""
    start, used = time.perf_counter(), time.process_time()
    result = work()
    seconds, used = time.perf_counter() - start, time.process_time() - used
    print(
        f"scorecard of {NUMBERS + CODES} variables, {what}, {rows:,} rows: {seconds:.1f} s "
        f"({used:.1f} s of processor here); {load()}",
        flush=True,
    )
    return result
