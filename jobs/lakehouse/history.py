"""How a table keeps time: every row is valid from one business date, inclusive, until another, exclusive.

Two rules fill such a table, both independent of the order in which days arrive, and both pure functions from stored
rows to the rows that must be written or removed:

- A snapshot says everything that exists on a day. It holds until the next observed day; what it leaves out does not
  exist in that time. Neighbouring rows of equal content are one row.
- A delivery says what a day brought. Each of its rows holds until a later day brings the same key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from jobs.lakehouse.contract import VALID_FROM, VALID_TO

IS_GONE = "_is_gone"
# Stands for "still valid" while intervals are compared; the table holds null.
FOREVER = date(9999, 12, 31)
INTERVAL = (VALID_FROM, VALID_TO)


@dataclass(frozen=True)
class Span:
    """The business dates that one observation speaks for: ``start`` inclusive, ``end`` exclusive."""

    start: Column
    end: Column


def span_of(day: date, next_day: date | None) -> Span:
    """From a day until the next observed one, or without end."""
    return Span(F.lit(day), F.lit(next_day or FOREVER))


def valid_on(day: Column) -> Column:
    """True for the rows that are valid on a business date."""
    return (F.col(VALID_FROM) <= day) & (F.col(VALID_TO).isNull() | (F.col(VALID_TO) > day))


def reaches(day: Column) -> Column:
    """True for the rows that an observation of the day can touch: all but those that ended before it."""
    return F.col(VALID_TO).isNull() | (F.col(VALID_TO) >= day)


def changes_by_snapshot(stored: DataFrame, snapshot: DataFrame, key: Sequence[str], span: Span) -> DataFrame:
    """The rows to write, and with ``_is_gone`` to remove, so that exactly the snapshot is valid in the span.

    ``stored`` are rows with their interval, ``snapshot`` rows without; one row per key and day. Keys whose content in
    the span is already right give no row, so a repetition gives nothing.
    """
    near = _without_nulls(stored).where((F.col(VALID_FROM) <= span.end) & (F.col(VALID_TO) >= span.start))
    observed = snapshot.select("*", span.start.alias(VALID_FROM), span.end.alias(VALID_TO))
    changed = _keys_that_differ(_inside(near, span), observed, key)
    before = near.join(changed, on=list(key), how="left_semi")
    after = _outside(before, span).unionByName(observed.join(changed, on=list(key), how="left_semi"))
    return _changes(before, _coalesced(after, key), key)


def changes_by_delivery(stored: DataFrame, delivery: DataFrame, key: Sequence[str], day: Column) -> DataFrame:
    """The rows to write, and with ``_is_gone`` to remove, so that the day brought exactly the delivery.

    A row that the day brought before and no longer brings goes, and what an earlier day brought of its key holds again.
    """
    known = _without_nulls(stored)
    brought = delivery.select("*", day.alias(VALID_FROM), F.lit(FOREVER).alias(VALID_TO))
    named = known.where(F.col(VALID_FROM) == day).select(*key).unionByName(delivery.select(*key)).distinct()
    before = known.join(named, on=list(key), how="left_semi")
    after = before.where(F.col(VALID_FROM) != day).unionByName(brought)
    next_day = F.lead(VALID_FROM, 1, FOREVER).over(Window.partitionBy(*key).orderBy(VALID_FROM))
    return _changes(before, after.select(*_content(after), VALID_FROM, next_day.alias(VALID_TO)), key)


def _without_nulls(stored: DataFrame) -> DataFrame:
    return stored.select(*_content(stored), VALID_FROM, F.coalesce(VALID_TO, F.lit(FOREVER)).alias(VALID_TO))


def _content(frame: DataFrame) -> list[str]:
    return [name for name in frame.columns if name not in INTERVAL]


def _keys_that_differ(inside: DataFrame, observed: DataFrame, key: Sequence[str]) -> DataFrame:
    """A row that both sides have alike is counted twice; nulls group as equal."""
    lines = inside.unionByName(observed)
    return lines.groupBy(*lines.columns).count().where(F.col("count") == 1).select(*key).distinct()


def _inside(rows: DataFrame, span: Span) -> DataFrame:
    """The parts of rows that lie in the span."""
    start, end = F.greatest(VALID_FROM, span.start), F.least(VALID_TO, span.end)
    return _pieces(rows, (start, end))


def _outside(rows: DataFrame, span: Span) -> DataFrame:
    """The parts of rows that lie before and after the span."""
    earlier = (F.col(VALID_FROM), F.least(VALID_TO, span.start))
    later = (F.greatest(VALID_FROM, span.end), F.col(VALID_TO))
    return _pieces(rows, earlier, later)


def _pieces(rows: DataFrame, *bounds: tuple[Column, Column]) -> DataFrame:
    cut = [F.struct(start.alias(VALID_FROM), end.alias(VALID_TO)) for start, end in bounds]
    content = _content(rows)
    pieces = rows.select(*content, F.inline(F.array(*cut)))
    return pieces.where(F.col(VALID_FROM) < F.col(VALID_TO))


def _coalesced(pieces: DataFrame, key: Sequence[str]) -> DataFrame:
    """Pieces of one key that follow each other with equal content become one row."""
    content = _content(pieces)
    by_day = Window.partitionBy(*key).orderBy(VALID_FROM)
    end_of_same = F.lag(F.struct(*content, F.col(VALID_TO).alias(VALID_FROM))).over(by_day)
    continues = end_of_same.eqNullSafe(F.struct(*content, F.col(VALID_FROM)))
    marked = pieces.select("*", (~continues).cast("int").alias("_begins"))
    numbered = marked.select("*", F.sum("_begins").over(by_day).alias("_row"))
    bounds = (F.min(VALID_FROM).alias(VALID_FROM), F.max(VALID_TO).alias(VALID_TO))
    return numbered.groupBy(*content, "_row").agg(*bounds).select(*content, *INTERVAL)


def _changes(before: DataFrame, after: DataFrame, key: Sequence[str]) -> DataFrame:
    """What turns ``before`` into ``after``: one row at most per key and first day."""
    written = after.subtract(before).select("*", F.lit(False).alias(IS_GONE))
    gone = before.join(after, on=[*key, VALID_FROM], how="left_anti").select("*", F.lit(True).alias(IS_GONE))
    still_valid = F.nullif(F.col(VALID_TO), F.lit(FOREVER)).alias(VALID_TO)
    changes = written.unionByName(gone)
    return changes.select(*_content(before), VALID_FROM, still_valid, IS_GONE)
