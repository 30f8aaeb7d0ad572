"""What a gate costs beside one pass over its rows: ``python -m tests.benchmarks gate``. Prints; asserts nothing."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jobs.lakehouse.contract import Column, Contract
from jobs.lakehouse.expectation import Expectation, critical, warning
from jobs.lakehouse.quality import check, suite_of
from jobs.lakehouse.session import current_attempt, open_session
from jobs.lakehouse.table_code import Rules
from tests.benchmarks.machine import load
from tests.benchmarks.temporary_home import home_with_engine

ROWS = 5_000_000
# Best of so many: the first time, the engine is still compiling.
TIMES = 3
CODES, NUMBERS, AMOUNTS = 10, 10, 10


def main(rows: int = ROWS) -> None:
    """Print the seconds of one pass over the columns, of a gate of 50 row rules, and of one with a key beside them."""
    with home_with_engine() as settings:
        spark = open_session(settings, current_attempt("benchmark"))
        path = str(settings.lake / "gate_benchmark")
        _made(spark, rows).write.parquet(path)
        staged = spark.read.parquet(path)
        _print_costs(staged, rows)
        spark.stop()


def _print_costs(staged: DataFrame, rows: int) -> None:
    one_pass = _best(lambda: _one_pass(staged))
    print(f"gate, one pass over {len(staged.columns)} columns: {rows:,} rows in {one_pass:.2f} s; {load()}", flush=True)
    for name, contract in (("50 row rules", _contract()), ("and a unique key", _contract("thing_id"))):
        asked = len(suite_of(contract, _row_rules()))
        taken = _best(lambda contract=contract: _require_open(staged, contract))
        print(
            f"gate, {name} ({asked} rules): {taken:.2f} s, {taken / one_pass:.2f} times one pass; {load()}", flush=True
        )
    print(f"gate, Great Expectations loaded: {'great_expectations' in sys.modules}", flush=True)


def _best(work: Callable[[], None]) -> float:
    taken = []
    for _ in range(TIMES):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def _one_pass(staged: DataFrame) -> None:
    """Every value is looked at once: a hash over all columns, as the account of a table makes it."""
    staged.agg(F.count(F.lit(1)), F.sum(F.xxhash64(*staged.columns).cast("decimal(20,0)"))).collect()


def _require_open(staged: DataFrame, contract: Contract) -> None:
    gate = check(staged, contract, Rules(_row_rules()))
    if not gate.is_open:
        raise RuntimeError(f"the rows of the benchmark break {gate.critical_failures[0]}")


def _made(spark: SparkSession, rows: int) -> DataFrame:
    number = F.col("id")
    return spark.range(rows).select(
        F.format_string("T%012d", number).alias("thing_id"),
        *(F.concat(F.lit("K"), (number + at) % 7).alias(f"kind_{at}_code") for at in range(CODES)),
        *((F.xxhash64(number, F.lit(at)) % 1000).cast("int").alias(f"piece_{at}_count") for at in range(NUMBERS)),
        *(
            (F.xxhash64(F.lit(at), number) % 10**7 / 100).cast("decimal(18,2)").alias(f"paid_{at}_amount")
            for at in range(AMOUNTS)
        ),
    )


def _row_rules() -> tuple[Expectation, ...]:
    """Fifty rules about rows, of the kinds that tables really use."""
    kinds = [f"K{number}" for number in range(7)]
    codes = [f"kind_{at}_code" for at in range(CODES)]
    return (
        *(critical("expect_column_values_to_not_be_null", column=name) for name in codes),
        *(critical("expect_column_values_to_be_in_set", column=name, value_set=kinds) for name in codes),
        *(critical("expect_column_values_to_match_regex", column=name, regex="^K[0-9]$") for name in codes),
        *(
            critical("expect_column_values_to_be_between", column=f"piece_{at}_count", min_value=-1000, max_value=1000)
            for at in range(NUMBERS)
        ),
        *(
            warning("expect_column_values_to_be_between", column=f"paid_{at}_amount", max_value=99999, mostly=0.99)
            for at in range(AMOUNTS)
        ),
    )


def _contract(*key: str) -> Contract:
    columns = (
        Column(name="thing_id", about="Number of the thing", sensitivity="internal"),
        *(Column(name=f"kind_{at}_code", about="Its kind", sensitivity="internal") for at in range(CODES)),
        *(
            Column(name=f"piece_{at}_count", type="int", about="Pieces", sensitivity="internal")
            for at in range(NUMBERS)
        ),
        *(
            Column(name=f"paid_{at}_amount", type="decimal(18,2)", about="Paid", sensitivity="internal")
            for at in range(AMOUNTS)
        ),
    )
    facts = {"about": "Things of the benchmark.", "owner": "benchmarks", "purpose": ["benchmarks"], "retention": "1y"}
    return Contract(name="silver.thing", key=list(key), columns=columns, **facts)
