"""Many small histories at once: each is a case of its own, told apart by one more key column.

The engine needs about a second however small a frame is, so one frame carries every case of a test.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from jobs.lakehouse.history import FOREVER, IS_GONE, Span, changes_by_delivery, changes_by_snapshot

KEY = ["case_number", "thing_id"]
CONTENT = "case_number INT, thing_id STRING, piece_count INT"
# (key, content, first day, day after the last or None) with days of one month.
Row = tuple[str, int | None, int, int | None]


@dataclass(frozen=True)
class Observation:
    """What is stored, and what a day says; it speaks for the days from ``day`` until ``next_day``."""

    stored: Sequence[Row]
    rows: Sequence[tuple[str, int | None]]
    day: int
    next_day: int | None = None
    expected: Sequence[tuple] = field(default=())


def changes_of(spark: SparkSession, kind: str, cases: Sequence[Observation]) -> list[list[tuple]]:
    """For each case the changes as (key, content, first day, day after the last, gone), in order."""
    rule: Callable[..., DataFrame] = changes_by_snapshot if kind == "snapshot" else changes_by_delivery
    stored = [
        (n, key, count, _date(start), _date(end))
        for n, one in enumerate(cases)
        for key, count, start, end in one.stored
    ]
    rows = [(n, *row) for n, one in enumerate(cases) for row in one.rows]
    span = Span(
        _by_case([_date(one.day) for one in cases]), _by_case([_date(one.next_day) or FOREVER for one in cases])
    )
    changes = rule(
        spark.createDataFrame(stored, f"{CONTENT}, valid_from_date DATE, valid_to_date DATE"),
        spark.createDataFrame(rows, CONTENT),
        KEY,
        span if kind == "snapshot" else span.start,
    )
    found: list[list[tuple]] = [[] for _ in cases]
    for row in changes.orderBy("thing_id", "valid_from_date").collect():
        end = row.valid_to_date.day if row.valid_to_date else None
        found[row.case_number].append((row.thing_id, row.piece_count, row.valid_from_date.day, end, row[IS_GONE]))
    return found


def applied(stored: Sequence[Row], changes: Sequence[tuple]) -> list[Row]:
    """The stored rows after the changes, as the table's one commit makes them."""
    rows = {(row[0], row[2]): row for row in stored}
    for key, count, start, end, is_gone in changes:
        if is_gone:
            del rows[key, start]
        else:
            rows[key, start] = (key, count, start, end)
    return sorted(rows.values(), key=lambda row: (row[0], row[2]))


def _by_case(days: Sequence[date]) -> Column:
    return F.array(*map(F.lit, days))[F.col("case_number")]


def _date(number: int | None) -> date | None:
    return None if number is None else date(2026, 6, number)
