"""Each kind of level in the SQL of DuckDB, on which the weights are learnt; ``levels`` says the same for Spark.

Both must mean the same on every text. The edit distance of DuckDB counts bytes, that of Spark characters: texts that
are not ASCII are spelt in signs of one byte first, each character of the two in a sign of its own, which leaves the
number of edits as it is and costs a hundredth of counting characters in SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from jobs.identity.matching.levels_declared import AnyLevel, Comparison

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


def sql_condition(level: AnyLevel, comparison: Comparison) -> str:
    """The same as ``levels.condition`` in DuckDB's SQL, over the columns that Splink names ``<column>_l`` and ``_r``.

    What must be the same besides is asked first: it is cheap, and few pairs are left for the edit distance.
    """
    name = level.column or comparison.column
    held = ON_DUCKDB[level.kind](level, f'"{name}_l"', f'"{name}_r"')
    if not level.also_same:
        return held
    is_same = " AND ".join(f'"{same}_l" = "{same}_r"' for same in level.also_same)
    return f"CASE WHEN {is_same} THEN {held} WHEN NOT ({is_same}) THEN FALSE ELSE ({held}) AND NULL END"


def sql_absent(comparison: Comparison) -> str:
    """Whether the level of two records is -1, in DuckDB's SQL.

    The levels are asked only about the few pairs that lack something that must be the same besides.
    """
    absent = _sql_lacks((comparison.column,))
    besides = tuple(dict.fromkeys(same for level in comparison.levels for same in level.also_same))
    if not besides:
        return absent
    whens = " ".join(_sql_unknown(level, comparison) for level in comparison.levels[:-1])
    return f"{absent} OR CASE WHEN {_sql_lacks(besides)} THEN CASE {whens} ELSE FALSE END ELSE FALSE END"


def _sql_unknown(level: AnyLevel, comparison: Comparison) -> str:
    holds = sql_condition(level, comparison)
    unknown = f" WHEN ({holds}) IS NULL THEN TRUE" if level.also_same else ""
    return f"WHEN {holds} THEN FALSE{unknown}"


def _sql_lacks(names: Sequence[str]) -> str:
    return " OR ".join(f'"{name}_{side}" IS NULL' for name in names for side in "lr")


def _sql_similarity(level: Any, left: str, right: str) -> str:
    longer = f"greatest(length({left}), length({right}))"
    return f"character_distance({left}, {right}) <= {longer} * CAST({level.share_of_edits!r} AS DOUBLE)"


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
