"""Each kind of level, once for the engine that scores and once for DuckDB, on which the weights are learnt.

Both must mean the same on every text. The edit distance of DuckDB counts bytes, that of Spark characters: texts that
are not ASCII are spelt in signs of one byte first, each character of the two in a sign of its own, which leaves the
number of edits as it is and costs a hundredth of counting characters in SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.identity.matching.levels_declared import AnyLevel, Comparison

# The value of a column in one of the two records.
Side = Callable[[str], Column]
NULL_LEVEL = -1
# Signs of one byte, one for each different character of two texts; a quotation mark would end the SQL.
SIGNS = "".join(chr(point) for point in range(1, 128) if chr(point) != "'")
LETTERS = "create or replace macro letters(a, b) as array_to_string(list_distinct(string_split(a || b, '')), '')"
SPELT = f"create or replace macro spelt(text, letters) as translate(text, letters, left('{SIGNS}', length(letters)))"
# Wagner and Fischer 1974, a row at a time: `above` and `here` are rows of the table of distances.
COUNTED_DISTANCE = """
create or replace macro counted_distance(a, b) as list_extract(
  list_reduce(
    list_concat([range(0, length(b) + 1)], list_transform(range(1, length(a) + 1), lambda place: [place])),
    lambda above, i: list_reduce(
      list_concat([[i[1]]], list_transform(range(1, length(b) + 1), lambda place: [place])),
      lambda here, j: list_append(here, least(
        here[len(here)] + 1,
        above[j[1] + 1] + 1,
        above[j[1]] + (substr(a, i[1], 1) <> substr(b, j[1], 1))::int)))),
  length(b) + 1)
"""
CHARACTER_DISTANCE = f"""
create or replace macro character_distance(a, b) as case
  when a is null or b is null then null
  when strlen(a) = length(a) and strlen(b) = length(b) then levenshtein(a, b)
  when length(letters(a, b)) <= {len(SIGNS)} then levenshtein(spelt(a, letters(a, b)), spelt(b, letters(a, b)))
  else counted_distance(a, b)
end
"""
# A date is written with signs of one byte, always as many; each is written once and not once for every question. Texts
# that differ in length by more differ by more.
DIFFER_AT_MOST = """
create or replace macro differ_at_most
  (a date, b date, most integer) as levenshtein(cast(a as varchar), cast(b as varchar)) <= most,
  (a varchar, b varchar, most integer) as abs(length(a) - length(b)) <= most and character_distance(a, b) <= most
"""
WORDS = "create or replace macro words(text) as list_filter(list_distinct(string_split(text, ' ')), lambda w: w <> '')"
# What a DuckDB connection must have been told before it understands the conditions.
MACROS = (LETTERS, SPELT, COUNTED_DISTANCE, CHARACTER_DISTANCE, DIFFER_AT_MOST, WORDS)


def level_number(comparison: Comparison, left: Side, right: Side) -> Column:
    """The number of the first level that holds between two records, -1 where one of them has no value."""
    *named, _ = comparison.levels
    absent = left(comparison.column).isNull() | right(comparison.column).isNull()
    chosen = F.when(absent, NULL_LEVEL)
    for place, level in enumerate(named):
        chosen = chosen.when(condition(level, comparison, left, right), comparison.number_of(place))
    return chosen.otherwise(0)


def condition(level: AnyLevel, comparison: Comparison, left: Side, right: Side) -> Column:
    """Whether a level holds between two records."""
    name = level.column or comparison.column
    held = ON_SPARK[level.kind](level, left(name), right(name), _others(level, left, right))
    return reduce(Column.__and__, [*(left(same) == right(same) for same in level.also_same), held])


def sql_condition(level: AnyLevel, comparison: Comparison) -> str:
    """The same as ``condition`` in DuckDB's SQL, over the columns that Splink names ``<column>_l`` and ``_r``.

    What must be the same besides is asked first: it is cheap, and few pairs are left for the edit distance.
    """
    name = level.column or comparison.column
    held = ON_DUCKDB[level.kind](level, f'"{name}_l"', f'"{name}_r"')
    if not level.also_same:
        return held
    is_same = " AND ".join(f'"{same}_l" = "{same}_r"' for same in level.also_same)
    return f"CASE WHEN {is_same} THEN {held} ELSE FALSE END"


def sql_absent(comparison: Comparison) -> str:
    """Whether one of two records has no value, in DuckDB's SQL."""
    return f'"{comparison.column}_l" IS NULL OR "{comparison.column}_r" IS NULL'


def _others(level: AnyLevel, left: Side, right: Side) -> tuple[Column, Column] | None:
    other = getattr(level, "other_column", None)
    return (left(other), right(other)) if other else None


def _similarity(level: Any, left: Column, right: Column, _: object) -> Column:
    longer = F.greatest(F.length(left), F.length(right))
    return F.levenshtein(left, right) <= longer * F.lit(_share_of_edits(level.at_least))


def _share_of_edits(at_least: float) -> float:
    """Edits allowed for each character; a hair more, so that 8 of 10 equal characters are 0.8 alike in binary too."""
    return 1 - at_least + 1e-9


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


def _sql_similarity(level: Any, left: str, right: str) -> str:
    longer = f"greatest(length({left}), length({right}))"
    return f"character_distance({left}, {right}) <= {longer} * CAST({_share_of_edits(level.at_least)!r} AS DOUBLE)"


def _sql_levenshtein(level: Any, left: str, right: str) -> str:
    return f"differ_at_most({left}, {right}, {level.at_most})"


def _sql_tokens_contained(level: Any, left: str, right: str) -> str:
    ours, theirs = f"words({left})", f"words({right})"
    # Of two texts one of which holds the other's words, one holds the other's first word: most pairs are told by that.
    is_likely = " OR ".join(
        f"contains({one}, split_part({two}, ' ', 1))" for one, two in ((left, right), (right, left))
    )
    return (
        f"({is_likely}) AND (list_has_all({ours}, {theirs}) OR list_has_all({theirs}, {ours})) "
        f"AND len(list_intersect({ours}, {theirs})) >= {level.at_least}"
    )


def _sql_abbreviation(level: Any, left: str, right: str) -> str:
    is_left = f"length({left}) <= length({right})"
    shorter = f"CASE WHEN {is_left} THEN {left} ELSE {right} END"
    longer = f"CASE WHEN {is_left} THEN {right} ELSE {left} END"
    letters = f"list_transform(string_split({shorter}, ''), lambda letter: regexp_escape(letter))"
    pattern = f"'(?s)' || array_to_string({letters}, '.*')"
    is_begun = f"contains({longer}, substr({shorter}, 1, 1))"
    return f"length({shorter}) >= {level.at_least} AND {is_begun} AND regexp_matches({longer}, {pattern})"


def _sql_day_month_swapped(_: Any, left: str, right: str) -> str:
    return f"year({left}) = year({right}) AND month({left}) = day({right}) AND day({left}) = month({right})"


def _sql_same_prefix(level: Any, left: str, right: str) -> str:
    size = level.characters
    is_long = f"length({left}) >= {size} AND length({right}) >= {size}"
    return f"{is_long} AND substr({left}, 1, {size}) = substr({right}, 1, {size})"


def _sql_contained(level: Any, left: str, right: str) -> str:
    return f"({_sql_holds(left, right, level.characters)} OR {_sql_holds(right, left, level.characters)})"


def _sql_holds(text: str, part: str, characters: int) -> str:
    is_part = f"ends_with({text}, {part}) OR starts_with({text}, {part} || '-')"
    return f"(length({part}) >= {characters} AND ({is_part}))"


def _sql_crossed(level: Any, left: str, right: str) -> str:
    return f'{left} = "{level.other_column}_r" AND "{level.other_column}_l" = {right}'


ON_DUCKDB: Mapping[str, Callable[[Any, str, str], str]] = {
    "exact": lambda _, left, right: f"{left} = {right}",
    "levenshtein": _sql_levenshtein,
    "similarity": _sql_similarity,
    "days_apart": lambda level, left, right: f"abs(date_diff('day', {left}, {right})) <= {level.at_most}",
    "same_parts": lambda level, left, right: " AND ".join(f"{part}({left}) = {part}({right})" for part in level.parts),
    "day_month_swapped": _sql_day_month_swapped,
    "same_prefix": _sql_same_prefix,
    "contained": _sql_contained,
    "tokens_contained": _sql_tokens_contained,
    "abbreviation": _sql_abbreviation,
    "crossed": _sql_crossed,
}
