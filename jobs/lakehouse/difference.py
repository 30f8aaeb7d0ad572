"""How two states of a table differ: counts in both directions, and the columns of the first key that differs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Any

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from jobs.lakehouse.contract import Column, Contract

SIDE, PUBLISHED, REBUILT = "_side", "published", "rebuilt"
MASK = "***"
SHOWN = ("internal", "public")


@dataclass(frozen=True)
class ColumnDifference:
    """One column of the first key that differs; values of persons are masked."""

    column: str
    published: str
    rebuilt: str


@dataclass(frozen=True)
class Difference:
    """Rows that only one side has, and what the first key says on each; ``columns`` is empty where one side lacks it.

    Without any row the loaded rows are equal, and what differs is the quarantine.
    """

    only_published: int
    only_rebuilt: int
    key: dict[str, str]
    columns: tuple[ColumnDifference, ...] = ()


def difference_of(published: DataFrame, rebuilt: DataFrame, contract: Contract) -> Difference:
    """Compare the rows of two states of a table."""
    sides = {PUBLISHED: published.exceptAll(rebuilt), REBUILT: rebuilt.exceptAll(published)}
    unequal = reduce(DataFrame.unionByName, (frame.withColumn(SIDE, F.lit(side)) for side, frame in sides.items()))
    counts = {line[SIDE]: line["count"] for line in unequal.groupBy(SIDE).count().collect()}
    first = _first_key(unequal, contract) if contract.key else None
    if first is None:
        return Difference(counts.get(PUBLISHED, 0), counts.get(REBUILT, 0), {})
    rows = {row[SIDE]: row for row in unequal.where(_is(first)).collect()}
    key = {name: _shown(_column(contract, name), first[name]) for name in contract.key}
    return Difference(counts.get(PUBLISHED, 0), counts.get(REBUILT, 0), key, tuple(_columns(rows, contract)))


def _first_key(unequal: DataFrame, contract: Contract) -> Row | None:
    keys = [F.col(f"`{name}`") for name in contract.key]
    return next(iter(unequal.select(*keys).orderBy(*keys).limit(1).collect()), None)


def _is(key: Row) -> SparkColumn:
    parts = (F.col(f"`{name}`").eqNullSafe(F.lit(value)) for name, value in key.asDict().items())
    return reduce(lambda one, other: one & other, parts)


def _columns(rows: dict[str, Row], contract: Contract) -> Iterator[ColumnDifference]:
    if len(rows) < 2:
        return
    before, after = rows[PUBLISHED], rows[REBUILT]
    for column in contract.columns:
        if before[column.name] != after[column.name]:
            values = (_shown(column, before[column.name]), _shown(column, after[column.name]))
            yield ColumnDifference(column.name, *values)


def _shown(column: Column, value: Any) -> str:
    return str(value) if column.sensitivity in SHOWN else MASK


def _column(contract: Contract, name: str) -> Column:
    return next(column for column in contract.columns if column.name == name)
