"""Each kind of level as the engine that scores knows it; ``levels_sql`` says the same for DuckDB."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.identity.matching.levels_declared import AnyLevel, Comparison

# The value of a column in one of the two records.
Side = Callable[[str], Column]
NULL_LEVEL = -1


def level_number(comparison: Comparison, left: Side, right: Side) -> Column:
    """The number of the first level that holds between two records; -1 where one of them has no value, or a level
    that comes first holds but for what is unknown."""
    *named, _ = comparison.levels
    chosen = F.when(_lacks(left, right, (comparison.column,)), NULL_LEVEL)
    for place, level in enumerate(named):
        holds = condition(level, comparison, left, right)
        chosen = chosen.when(holds, comparison.number_of(place))
        if level.also_same:
            chosen = chosen.when(_lacks(left, right, level.also_same) & holds.isNull(), NULL_LEVEL)
    return chosen.otherwise(0)


def condition(level: AnyLevel, comparison: Comparison, left: Side, right: Side) -> Column:
    """Whether a level holds between two records; null where it does but for a column of ``also_same`` that is null."""
    name = level.column or comparison.column
    held = ON_SPARK[level.kind](level, left(name), right(name), _others(level, left, right))
    return reduce(Column.__and__, [*(left(same) == right(same) for same in level.also_same), held])


def _lacks(left: Side, right: Side, names: Sequence[str]) -> Column:
    """Whether one of two records has no value in one of the columns."""
    return reduce(Column.__or__, (side(name).isNull() for name in names for side in (left, right)))


def _others(level: AnyLevel, left: Side, right: Side) -> tuple[Column, Column] | None:
    other = getattr(level, "other_column", None)
    return (left(other), right(other)) if other else None


def _similarity(level: Any, left: Column, right: Column, _: object) -> Column:
    longer = F.greatest(F.length(left), F.length(right))
    return F.levenshtein(left, right) <= longer * F.lit(level.share_of_edits)


def _tokens_contained(level: Any, left: Column, right: Column, _: object) -> Column:
    ours, theirs = _words(left), _words(right)
    is_contained = (F.size(F.array_except(ours, theirs)) == 0) | (F.size(F.array_except(theirs, ours)) == 0)
    return is_contained & (F.size(F.array_intersect(ours, theirs)) >= level.at_least)


def _words(text: Column) -> Column:
    return F.array_remove(F.array_distinct(F.split(text, " ")), "")


def _abbreviation(level: Any, left: Column, right: Column, _: object) -> Column:
    """The characters are looked for one after the other, each behind the one before; -1 where one is not there."""
    is_left = F.length(left) <= F.length(right)
    shorter, longer = F.when(is_left, left).otherwise(right), F.when(is_left, right).otherwise(left)
    letters = F.array_remove(F.split(shorter, ""), "")
    place = F.aggregate(letters, F.lit(0), lambda before, letter: _behind(longer, letter, before))
    return (F.length(shorter) >= level.at_least) & (place >= 0)


def _behind(text: Column, letter: Column, before: Column) -> Column:
    found = F.position(letter, text, before + 1)
    return F.when((before < 0) | (found == 0), -1).otherwise(found)


def _same_parts(level: Any, left: Column, right: Column, _: object) -> Column:
    taken = [DATE_PARTS[part] for part in level.parts]
    return reduce(Column.__and__, [take(left) == take(right) for take in taken])


def _day_month_swapped(_: Any, left: Column, right: Column, __: object) -> Column:
    is_crossed = (F.month(left) == F.dayofmonth(right)) & (F.dayofmonth(left) == F.month(right))
    return (F.year(left) == F.year(right)) & is_crossed


def _same_prefix(level: Any, left: Column, right: Column, _: object) -> Column:
    size = level.characters
    is_long = (F.length(left) >= size) & (F.length(right) >= size)
    return is_long & (F.substring(left, 1, size) == F.substring(right, 1, size))


def _contained(level: Any, left: Column, right: Column, _: object) -> Column:
    return _holds(left, right, level.characters) | _holds(right, left, level.characters)


def _holds(text: Column, part: Column, characters: int) -> Column:
    is_part = F.endswith(text, part) | F.startswith(text, F.concat(part, F.lit("-")))
    return (F.length(part) >= characters) & is_part


def _crossed(_: Any, left: Column, right: Column, others: tuple[Column, Column]) -> Column:
    return (left == others[1]) & (others[0] == right)


DATE_PARTS: Mapping[str, Callable[[Column], Column]] = {"year": F.year, "month": F.month, "day": F.dayofmonth}
ON_SPARK: Mapping[str, Callable[[Any, Column, Column, Any], Column]] = {
    "exact": lambda _, left, right, __: left == right,
    "levenshtein": lambda level, left, right, _: (
        F.levenshtein(left.cast("string"), right.cast("string"), level.at_most) >= 0
    ),
    "similarity": _similarity,
    "days_apart": lambda level, left, right, _: F.abs(F.datediff(left, right)) <= level.at_most,
    "same_parts": _same_parts,
    "day_month_swapped": _day_month_swapped,
    "same_prefix": _same_prefix,
    "contained": _contained,
    "tokens_contained": _tokens_contained,
    "abbreviation": _abbreviation,
    "crossed": _crossed,
}
