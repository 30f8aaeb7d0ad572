"""gold.customer_wide made by DuckDB in one query: ``python -m tests.benchmarks.wide_duckdb INPUTS RESULT MEMORY``.

The yardstick of the builds, and a second opinion of them: it takes names, windows and kinds from the contract and the
builds, but no expression. A process of its own, so that its processor seconds and memory are nobody else's.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import duckdb

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.contract import Column
from tests.benchmarks.machine import cost_of
from tests.benchmarks.wide_duckdb_blocks import block_tables
from tests.benchmarks.wide_duckdb_flows import flow_tables
from tests.benchmarks.wide_inputs import WIDE
from tests.benchmarks.wide_result import Built

# Tables with a row per party that has any such thing, to stand beside the profile that every customer has.
BESIDE = ("accounts", "cards", "loans", "behaviour", "repaid", "telecom", "courts", "levels", "sharing", "relation")
THREADS = 2


def built_by_duckdb(inputs: Path, result: Path, memory: str) -> Built:
    """Write the wide table to a Parquet file, in a process of its own; ``memory`` as Spark writes it, such as 4g."""
    command = (sys.executable, "-m", "tests.benchmarks.wide_duckdb", str(inputs), str(result), memory)
    cost = cost_of(command)
    rows, seconds, processor_seconds = cost.said.split()
    return Built(int(rows), float(seconds), float(processor_seconds), cost.peak_mebibytes)


def main(inputs: Path, result: Path, memory: str) -> None:
    """Write the wide table; print its rows and the seconds and processor seconds of all threads that it took."""
    start, used = time.perf_counter(), time.process_time()
    options = {"threads": THREADS, "memory_limit": f"{memory}ib", "temp_directory": str(result.parent / "duckdb")}
    with duckdb.connect(config=options) as connection:
        for folder in inputs.iterdir():
            connection.execute(f"CREATE VIEW {folder.name} AS FROM read_parquet('{folder}/*.parquet')")
        connection.execute("SET preserve_insertion_order = false")
        written = connection.execute(f"COPY ({query()}) TO '{result}' (FORMAT parquet, COMPRESSION snappy)").fetchone()
    print(*(written or ()), time.perf_counter() - start, time.process_time() - used)


def query() -> str:
    """One row per customer, with every column of the contract in its order and its type."""
    tables = ", ".join(f"{name} AS ({told})" for name, told in {**block_tables(), **flow_tables()}.items())
    columns = ", ".join(map(_told, Catalog()[WIDE].columns))
    beside = " ".join(f"LEFT JOIN {name} USING (party_id)" for name in BESIDE)
    return f"WITH {tables} SELECT {columns} FROM profile {beside}"


def _told(column: Column) -> str:
    """What must be there is 0, or false, for a customer without any such thing."""
    is_measure = not column.nullable and column.type != "string"
    value = f"coalesce({column.name}, CAST(0 AS {column.type}))" if is_measure else column.name
    return f"CAST({value} AS {column.type}) AS {column.name}"


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
