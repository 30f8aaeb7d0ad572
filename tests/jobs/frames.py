"""Tiny typed frames: rows name the columns that matter, the contract gives the types, everything else is null."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from jobs.lakehouse.catalog import Catalog


@cache
def _catalog() -> Catalog:
    return Catalog()


def frame_of(spark: SparkSession, table: str, *rows: Mapping[str, Any]) -> DataFrame:
    """The rows as a frame with every column of the table's contract; raises KeyError for a column it lacks."""
    columns = _catalog()[table].columns
    unknown = {name for row in rows for name in row} - {column.name for column in columns}
    if unknown:
        raise KeyError(f"{table} has no column {', '.join(sorted(unknown))}")
    schema = ", ".join(f"`{column.name}` {column.type}" for column in columns)
    return spark.createDataFrame([tuple(row.get(column.name) for column in columns) for row in rows], schema)


def rows_of(frame: DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    """The frame's rows as sorted tuples of the named columns, sorted by their text."""
    return sorted((tuple(row) for row in frame.select(*columns).collect()), key=str)


def column_names(table: str) -> Sequence[str]:
    """The columns that the contract of a table promises, in order."""
    return list(_catalog()[table].column_names)
