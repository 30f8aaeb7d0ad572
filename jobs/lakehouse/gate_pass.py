"""One pass over the staged rows: every rule says which aggregates it needs, and one query gives them all.

Every column is read once: aggregates about one column stay together. They are cut into parts, because the engine
compiles a part into one method, and the Java machine leaves a method of more than 8,000 bytes uncompiled: eighty
aggregates in one part cost six times what fifty cost. What needs groups (is a key unique?) or another frame is a row
of its own in the same query, so that the engine is asked once.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

Values = Mapping[str, Any]
ROWS_OF_GROUP = "_rows_of_group"
MOST_IN_PART = 16


class OnePass:
    """Collects aggregates under names of its own and computes them together."""

    def __init__(self, rows: DataFrame) -> None:
        self.rows = rows
        self._count = 0
        self._over_rows: dict[str, list[Column]] = {}
        self._over_groups: dict[tuple[str, ...], list[Column]] = {}
        self._beside: list[DataFrame] = []

    def of_rows(self, aggregate: Column, column: str = "") -> str:
        """Ask an aggregate over the rows, with the column that it is about; returns the name of its value."""
        name = self._name()
        self._over_rows.setdefault(column, []).append(aggregate.alias(name))
        return name

    def of_groups(self, columns: tuple[str, ...], aggregate: Column) -> str:
        """Ask an aggregate over the groups of some columns, each with its number of rows in ``ROWS_OF_GROUP``."""
        name = self._name()
        self._over_groups.setdefault(columns, []).append(aggregate.alias(name))
        return name

    def of_frame(self, frame: DataFrame, aggregate: Column) -> str:
        """Ask an aggregate over another frame."""
        name = self._name()
        self._beside.append(frame.agg(aggregate.alias(name)))
        return name

    def values(self) -> Values:
        """Ask the engine once; every frame is one row, also over no rows at all."""
        over_rows = [self.rows.agg(*part) for part in self._parts()]
        over_groups = [self._grouped(columns).agg(*asked) for columns, asked in self._over_groups.items()]
        frames = [*over_rows, *over_groups, *self._beside]
        return reduce(DataFrame.crossJoin, frames).collect()[0].asDict() if frames else {}

    def _parts(self) -> list[list[Column]]:
        parts: list[list[Column]] = []
        for asked in self._over_rows.values():
            if not parts or len(parts[-1]) + len(asked) > MOST_IN_PART:
                parts.append([])
            parts[-1].extend(asked)
        return parts

    def _grouped(self, columns: tuple[str, ...]) -> DataFrame:
        names = [named(name) for name in columns]
        return self.rows.select(*names).groupBy(*names).agg(F.count(F.lit(1)).alias(ROWS_OF_GROUP))

    def _name(self) -> str:
        self._count += 1
        return f"asked_{self._count}"


def named(name: str) -> Column:
    """A column by exactly its name, whatever characters it has."""
    return F.col(f"`{name}`")
