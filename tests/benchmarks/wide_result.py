"""A wide table that was built, what it cost, and whether two of them are the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from jobs.lakehouse.contract import Column
from tests.benchmarks.machine import CommandFailed

# Spark divides decimals to 20 places and DuckDB as floating point.
TOLERANCE = 1e-12


@dataclass(frozen=True)
class Built:
    """A wide table: its rows, the seconds and processor seconds that it took, and the most memory ever held."""

    rows: int
    seconds: float
    processor_seconds: float
    peak_mebibytes: float

    def __str__(self) -> str:
        return (
            f"{self.seconds:.1f} s ({self.processor_seconds:.1f} s of processor, "
            f"{self.rows / self.seconds:,.0f} rows a second, at most {self.peak_mebibytes:.0f} MiB)"
        )


class Disagreement(CommandFailed):
    """Two wide tables of the same inputs are not the same."""


def require_equal(one: str, other: str, columns: Sequence[Column]) -> None:
    """Two tables, named by their Parquet files, hold the same parties with the same values in every column.

    Raises Disagreement that names the first column that differs, in the order of the contract, and in how many rows.
    """
    key, *others = columns
    joined = f"'{one}' AS one JOIN '{other}' AS other ON one.{key.name} = other.{key.name}"
    differing = ", ".join(f"count(*) FILTER (WHERE {_differs(column)})" for column in others)
    with duckdb.connect() as connection:
        rows = [_row(connection, f"SELECT count(*) FROM {table}")[0] for table in (f"'{one}'", f"'{other}'", joined)]
        counts = _row(connection, f"SELECT {differing} FROM {joined}")
    if len(set(rows)) > 1:
        raise Disagreement(f"{key.name}: {rows[0]:,} rows and {rows[1]:,}, {rows[2]:,} of them with the same one")
    for column, count in zip(others, counts, strict=True):
        if count:
            raise Disagreement(f"{column.name} differs in {count:,} of {rows[0]:,} rows")


def _differs(column: Column) -> str:
    one, other = f"one.{column.name}", f"other.{column.name}"
    if column.type == "double":
        return f"coalesce(abs({one} - {other}) > {TOLERANCE}, {one} IS DISTINCT FROM {other})"
    return f"{one} IS DISTINCT FROM {other}"


def _row(connection: duckdb.DuckDBPyConnection, question: str) -> tuple[Any, ...]:
    return connection.execute(question).fetchone() or ()
