"""gold.customer_wide made by DuckDB: ``python -m tests.benchmarks.wide_duckdb INPUTS RESULT MEMORY SHAPE``.

In one query (``alone``), or as the engine makes it (``blocks``): every block written to a file, and their join. The
yardstick of the builds, and a second opinion of them: it takes names, windows and kinds from the contract and the
builds, but no expression. A process of its own, so that its processor seconds and memory are nobody else's.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

import duckdb

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.contract import Column
from tests.benchmarks.machine import cost_of
from tests.benchmarks.wide_duckdb_blocks import block_tables
from tests.benchmarks.wide_duckdb_choices import choice_tables
from tests.benchmarks.wide_duckdb_flows import flow_tables
from tests.benchmarks.wide_inputs import WIDE
from tests.benchmarks.wide_result import Built

# Block -> tables with a row per party that has any such thing; every customer has a row of the first.
BLOCKS = {
    "customer_profile": ("profile",),
    "customer_product": ("accounts", "cards", "loans"),
    "customer_behaviour": ("behaviour",),
    "customer_repayment": ("repaid",),
    "customer_telecom": ("telecom",),
    "customer_public_record": ("courts", "levels"),
    "customer_relation": ("sharing", "relation"),
    "customer_score": ("scored",),
    "customer_preference": ("agreed", "preferred"),
}
CUSTOMERS = "(SELECT DISTINCT party_id FROM held)"
THREADS = 2


def built_by_duckdb(inputs: Path, result: Path, memory: str, shape: str) -> Built:
    """Write the wide table to a Parquet file in one of ``SHAPES``, in a process of its own.

    ``memory`` as Spark writes it, such as 4g.
    """
    command = (sys.executable, "-m", "tests.benchmarks.wide_duckdb", str(inputs), str(result), memory, shape)
    cost = cost_of(command)
    rows, seconds, processor_seconds = cost.said.split()
    return Built(int(rows), float(seconds), float(processor_seconds), cost.peak_mebibytes)


def main(inputs: Path, result: Path, memory: str, shape: str) -> None:
    """Write the wide table; print its rows and the seconds and processor seconds of all threads that it took."""
    start, used = time.perf_counter(), time.process_time()
    options = {"threads": THREADS, "memory_limit": f"{memory}ib", "temp_directory": str(result.parent / "duckdb")}
    with duckdb.connect(config=options) as connection:
        for folder in inputs.iterdir():
            connection.execute(f"CREATE VIEW {folder.name} AS FROM read_parquet('{folder}/*.parquet')")
        connection.execute("SET preserve_insertion_order = false")
        rows = SHAPES[shape](connection, result)
    print(rows, time.perf_counter() - start, time.process_time() - used)


def alone(connection: duckdb.DuckDBPyConnection, result: Path) -> int:
    """The wide table by one query."""
    tables = [table for names in BLOCKS.values() for table in names]
    return _written(connection, _query(WIDE, CUSTOMERS, tables), result)


def by_blocks(connection: duckdb.DuckDBPyConnection, result: Path) -> int:
    """Each block beside the result, then the wide table from these files."""
    files = [result.with_name(f"{block}_by_duckdb.parquet") for block in BLOCKS]
    for (block, tables), file in zip(BLOCKS.items(), files, strict=True):
        _written(connection, _query(f"gold.{block}", CUSTOMERS, tables), file)
    first, *others = (f"'{file}'" for file in files)
    return _written(connection, _query(WIDE, first, others), result)


SHAPES = {"alone": alone, "blocks": by_blocks}


def _written(connection: duckdb.DuckDBPyConnection, query: str, file: Path) -> int:
    row = connection.execute(f"COPY ({query}) TO '{file}' (FORMAT parquet, COMPRESSION snappy)").fetchone()
    return int(row[0]) if row else 0


def _query(name: str, first: str, others: Sequence[str]) -> str:
    """One row per row of the first table, with every column of the contract in its order and its type."""
    tables = ", ".join(
        f"{table} AS ({told})" for table, told in {**block_tables(), **flow_tables(), **choice_tables()}.items()
    )
    columns = ", ".join(map(_told, Catalog()[name].columns))
    beside = " ".join(f"LEFT JOIN {table} USING (party_id)" for table in others)
    return f"WITH {tables} SELECT {columns} FROM {first} {beside}"


def _told(column: Column) -> str:
    """What must be there is 0, or false, for a customer without any such thing."""
    is_measure = not column.nullable and column.type != "string"
    value = f"coalesce({column.name}, CAST(0 AS {column.type}))" if is_measure else column.name
    return f"CAST({value} AS {column.type}) AS {column.name}"


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
