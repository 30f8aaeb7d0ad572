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

IS_GONE, IS_NEW, IS_AFTER = "_is_gone", "_is_new", "_is_after"
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
    the span is already right give no row, so a repetition gives nothing. All that follows the first grouping by key
    stays where that grouping put it: rows are moved between machines once.
    """
    near = _without_nulls(stored).where((F.col(VALID_FROM) <= span.end) & (F.col(VALID_TO) >= span.start))
    observed = snapshot.select("*", span.start.alias(VALID_FROM), span.end.alias(VALID_TO))
    lines = near.select("*", F.lit(False).alias(IS_NEW)).unionByName(observed.select("*", F.lit(True).alias(IS_NEW)))
    touched = _of_keys_that_differ(lines, key, span)
    earlier = (F.col(VALID_FROM), F.least(VALID_TO, span.start))
    later = (F.greatest(VALID_FROM, span.end), F.col(VALID_TO))
    return _changes(_coalesced(_states(touched, earlier, later), key), key)


def changes_by_delivery(stored: DataFrame, delivery: DataFrame, key: Sequence[str], day: Column) -> DataFrame:
    """The rows to write, and with ``_is_gone`` to remove, so that the day brought exactly the delivery.

    A row that the day brought before and no longer brings goes, and what an earlier day brought of its key holds again.
    """
    known = _without_nulls(stored)
    named = known.where(F.col(VALID_FROM) == day).select(*key).unionByName(delivery.select(*key)).distinct()
    before = known.join(named, on=list(key), how="left_semi").select("*", F.lit(False).alias(IS_NEW))
    brought = delivery.select("*", day.alias(VALID_FROM), F.lit(FOREVER).alias(VALID_TO), F.lit(True).alias(IS_NEW))
    is_restated = F.col(VALID_FROM) == day
    kept = (F.col(VALID_FROM), F.when(is_restated, F.col(VALID_FROM)).otherwise(F.col(VALID_TO)))
    states = _states(before.unionByName(brought), kept)
    next_day = F.lead(VALID_FROM, 1, FOREVER).over(Window.partitionBy(*key, IS_AFTER).orderBy(VALID_FROM))
    end = F.when(F.col(IS_AFTER), next_day).otherwise(F.col(VALID_TO)).alias(VALID_TO)
    return _changes(states.select(*_content(states), VALID_FROM, end, IS_AFTER), key)


def _without_nulls(stored: DataFrame) -> DataFrame:
    return stored.select(*_content(stored), VALID_FROM, F.coalesce(VALID_TO, F.lit(FOREVER)).alias(VALID_TO))


def _content(frame: DataFrame) -> list[str]:
    return [name for name in frame.columns if name not in (*INTERVAL, IS_NEW, IS_AFTER)]


def _of_keys_that_differ(lines: DataFrame, key: Sequence[str], span: Span) -> DataFrame:
    """The lines of the keys whose content in the span is not what was observed."""
    start, end = F.greatest(VALID_FROM, span.start), F.least(VALID_TO, span.end)
    inside = F.when(start < end, F.struct(*_content(lines), start.alias(VALID_FROM), end.alias(VALID_TO)))
    of_key = Window.partitionBy(*key)
    held = F.collect_list(F.when(~F.col(IS_NEW), inside)).over(of_key)
    observed = F.collect_list(F.when(F.col(IS_NEW), inside)).over(of_key)
    return lines.select("*", (held != observed).alias("_differs")).where(F.col("_differs")).drop("_differs")


def _states(lines: DataFrame, *kept: tuple[Column, Column]) -> DataFrame:
    """Each stored row as it was and, with ``_is_after``, the parts of it that are kept; each new row as it will be."""
    as_it_is = (F.col(VALID_FROM), F.col(VALID_TO))
    was = [_part(as_it_is, F.lit(False)), *(_part(bounds, F.lit(True)) for bounds in kept)]
    will_be = [_part(as_it_is, F.lit(True))]
    parts = F.when(F.col(IS_NEW), F.array(*will_be)).otherwise(F.array(*was))
    return lines.select(*_content(lines), F.inline(parts)).where(F.col(VALID_FROM) < F.col(VALID_TO))


def _part(bounds: tuple[Column, Column], is_after: Column) -> Column:
    return F.struct(bounds[0].alias(VALID_FROM), bounds[1].alias(VALID_TO), is_after.alias(IS_AFTER))


def _coalesced(states: DataFrame, key: Sequence[str]) -> DataFrame:
    """Rows that will be of one key, follow each other and have equal content become one row."""
    content = _content(states)
    by_day = Window.partitionBy(*key, IS_AFTER).orderBy(VALID_FROM)
    end_of_same = F.lag(F.struct(*content, F.col(VALID_TO).alias(VALID_FROM))).over(by_day)
    continues = F.col(IS_AFTER) & end_of_same.eqNullSafe(F.struct(*content, F.col(VALID_FROM)))
    marked = states.select("*", (~continues).cast("int").alias("_begins"))
    numbered = marked.select("*", F.sum("_begins").over(by_day).alias("_row"))
    bounds = (F.min(VALID_FROM).alias(VALID_FROM), F.max(VALID_TO).alias(VALID_TO))
    return numbered.groupBy(*content, IS_AFTER, "_row").agg(*bounds).select(*content, *INTERVAL, IS_AFTER)


def _changes(states: DataFrame, key: Sequence[str]) -> DataFrame:
    """What turns the rows before into the rows after: one row at most per key and first day."""
    content = _content(states)
    row = F.struct(*content, *INTERVAL)
    before = F.first(F.when(~F.col(IS_AFTER), row), ignorenulls=True).alias("_before")
    after = F.first(F.when(F.col(IS_AFTER), row), ignorenulls=True).alias("_after")
    # A second name for the first day: the row inside the structs has the first one.
    pairs = states.groupBy(*key, F.col(VALID_FROM).alias("_first_day")).agg(before, after)
    unequal = pairs.where(~F.col("_before").eqNullSafe(F.col("_after")))
    changes = unequal.select(F.coalesce("_after", "_before").alias("_row"), F.col("_after").isNull().alias(IS_GONE))
    still_valid = F.nullif(F.col(f"_row.{VALID_TO}"), F.lit(FOREVER)).alias(VALID_TO)
    names = [F.col(f"_row.`{name}`") for name in (*content, VALID_FROM)]
    return changes.select(*names, still_valid, IS_GONE)
