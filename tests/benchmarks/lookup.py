"""How long one party is looked for among 10,000,000 rows of a gold table, without any service.

``python -m tests.benchmarks lookup``. The rows are written as the lake writes them, in the order in which a join leaves
them; looked up are parties that are there and one that is not.
"""

from __future__ import annotations

import hashlib
import statistics
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
from deltalake import DeltaTable
from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import LOADED, REASON, ROW, ROW_ID, RULE, VERDICT
from jobs.lakehouse.contract import Column, Contract
from jobs.lakehouse.lake_reader import CuratedTable
from jobs.lakehouse.lake_writer import TableWriter
from jobs.lakehouse.manifest import Entry
from jobs.lakehouse.publication import Publication
from jobs.lakehouse.session import current_attempt, open_session
from jobs.lakehouse.settings import Settings
from jobs.lakehouse.staging import Staged
from tests.benchmarks.machine import load
from tests.benchmarks.temporary_home import home_with_engine

ROWS, TIMES, TABLE, DAY = 10_000_000, 9, "gold.customer_profile", date(2026, 6, 1)


def main(rows: int = ROWS) -> None:
    """Print the median and the longest of several look-ups, in polars and in DuckDB."""
    with home_with_engine() as settings:
        table = _written(settings, rows)
        parties = [_party_of(number * rows // TIMES) for number in range(TIMES)]
        connection = duckdb.connect()
        relation = table.duckdb(connection)
        ways: dict[str, Callable[[str], int]] = {
            "find (polars)": lambda party: table.find(party_id=party).height,
            "DuckDB": lambda party: len(relation.filter(f"party_id = '{party}'").fetchall()),
        }
        size = sum(path.stat().st_size for path in table.path.rglob("*.parquet")) / 2**20
        for name, way in ways.items():
            print(f"{rows:,} rows of {TABLE}, {size:.0f} MiB: {name} {_told(way, parties)}; {load()}", flush=True)


def _told(way: Callable[[str], int], parties: list[str]) -> str:
    seconds = []
    for party in (*parties, "P" + "f" * 20):
        start = time.perf_counter()
        found = way(party)
        seconds.append(time.perf_counter() - start)
        if found != (party in parties):
            raise RuntimeError(f"{found} rows where one party was looked for")
    return f"{statistics.median(seconds):.2f} s, at most {max(seconds):.2f} s"


def _party_of(number: int) -> str:
    """The id of a party, as ``_drawn`` gives it."""
    return "P" + hashlib.sha256(str(number).encode()).hexdigest()[:20]


def _written(settings: Settings, rows: int) -> CuratedTable:
    """The table with one day, published as a run does after its gate."""
    contract, path = Catalog()[TABLE], Path(settings.lake) / "gold" / "customer_profile"
    spark = open_session(settings, current_attempt("benchmark"))
    staged = Staged(contract, DAY, "run", settings.home / "staged", spark)
    _drawn(spark, contract, rows).write.partitionBy(VERDICT).parquet(str(staged.path))
    writer = TableWriter(spark, contract, path, path.with_name("quarantine"))
    writer.create()
    start = time.perf_counter()
    draft = Publication(TABLE, DAY.isoformat(), -1, "", rows, "run", "gate")
    writer.write(staged, draft, lambda: None)
    print(f"written in {time.perf_counter() - start:.1f} s; {load()}", flush=True)
    spark.stop()
    version = DeltaTable(str(path)).version()
    return CuratedTable(contract, DAY, Entry(version, DAY.isoformat(), rows, "", 1, "run", "gate"), path)


def _drawn(spark: SparkSession, contract: Contract, rows: int) -> DataFrame:
    """Rows as they lie staged; their ids come in no order."""
    digest = F.sha2(F.col("id").cast("string"), 256)
    party = F.concat(F.lit("P"), F.substring(digest, 1, 20)).alias("party_id")
    others = [_value(column, at) for at, column in enumerate(contract.columns) if column.name != "party_id"]
    nothing = [F.lit(None).cast("string").alias(name) for name in (ROW, ROW_ID, RULE, REASON)]
    return spark.range(rows).select(party, *others, *nothing, F.lit(LOADED).alias(VERDICT))


def _value(column: Column, at: int) -> SparkColumn:
    """Some value of the column's type, one of a thousand."""
    drawn = F.abs(F.xxhash64("id", F.lit(at))) % 1000
    kinds = {
        "date": F.date_add(F.lit(date(1980, 1, 1)), drawn.cast("int")),
        "boolean": drawn > 500,
        "string": F.concat(F.lit("value "), drawn),
    }
    return kinds.get(column.type, drawn).cast(column.type).alias(column.name)
