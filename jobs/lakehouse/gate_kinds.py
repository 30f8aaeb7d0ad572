"""The kinds of expectations that one pass can tell, with exactly the meaning that Great Expectations gives them.

A kind, an argument or a type that is not known here is left to Great Expectations, which has the last word anyway on
whatever fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce

from pyspark.sql import functions as F
from pyspark.sql.types import DataType, DateType, DecimalType, NumericType, StringType, TimestampType

from jobs.lakehouse.expectation import Expectation
from jobs.lakehouse.gate_asked import Asked, Holds
from jobs.lakehouse.gate_pass import ROWS_OF_GROUP, OnePass, named

BOUNDS = frozenset({"min_value", "max_value", "strict_min", "strict_max"})
PER_VALUE = frozenset({"column", "mostly", "row_condition", "condition_parser"})
WITHOUT_MEAN = ("tinyint", "smallint")
WHOLE_NUMBERS = ("tinyint", "smallint", "int", "bigint")


def compiled(
    rule: Expectation, one_pass: OnePass, types: Mapping[str, DataType], usual: Mapping[str, Sequence[str]]
) -> Holds | None:
    """Let a pass ask what a rule needs; returns how to tell whether it holds, or None if the pass cannot tell.

    ``usual`` are the texts that a column may be expected to hold, see ``usual_texts``; they change no answer.
    """
    compiler, arguments = KINDS.get(rule.kind, (None, frozenset()))
    if compiler is None or not set(rule.arguments) <= arguments:
        return None
    if rule.kind != COLUMN_LIST and not _columns(rule) <= set(types):
        return None
    return compiler(Asked(rule.arguments, one_pass, types, usual))


def usual_texts(suite: Iterable[Expectation]) -> dict[str, list[str]]:
    """The texts that rules of the suite allow in each column."""
    closed = (rule.arguments for rule in suite if rule.kind == IN_SET)
    return {
        asked["column"]: [value for value in asked.get("value_set") or () if isinstance(value, str)] for asked in closed
    }


def _columns(rule: Expectation) -> set[str]:
    single = {rule.arguments[name] for name in ("column", "column_A", "column_B") if name in rule.arguments}
    return single | set(rule.arguments.get("column_list", ()))


def _column_list(asked: Asked) -> Holds:
    is_met = list(asked.types) == list(asked.arguments["column_list"])
    return lambda _: is_met


def _row_count(asked: Asked) -> Holds | None:
    return asked.of_aggregate(F.count(F.lit(1)))


def _not_null(asked: Asked) -> Holds | None:
    return asked.of_rows(F.lit(True), asked.column.isNotNull())


def _null(asked: Asked) -> Holds | None:
    return asked.of_rows(F.lit(True), asked.column.isNull())


def _in_set(asked: Asked) -> Holds | None:
    allowed = asked.arguments.get("value_set")
    if not allowed or any(value is None for value in allowed):
        return None
    return asked.of_values(asked.column.isin(list(allowed)))


def _matches(asked: Asked) -> Holds | None:
    if not isinstance(asked.type, StringType):
        return None
    regex, usual = asked.arguments["regex"], asked.usual.get(asked.arguments["column"], ())
    # Whether a usual text matches is settled once, when the engine folds constants; comparing costs less than matching.
    is_usual = [(asked.column == F.lit(text)) & F.lit(text).rlike(regex) for text in usual]
    return asked.of_values(reduce(lambda one, more: one | more, [*is_usual, asked.column.rlike(regex)]))


def _between(asked: Asked) -> Holds | None:
    is_number = isinstance(asked.type, NumericType) and asked.bounds.are_numbers
    is_text = isinstance(asked.type, StringType | DateType | TimestampType) and asked.bounds.are_texts
    bounds = asked.bounds.as_decimals() if isinstance(asked.type, DecimalType) else asked.bounds
    return asked.of_values(bounds.allow(asked.column)) if is_number or is_text else None


def _length(asked: Asked) -> Holds | None:
    is_whole = asked.bounds.are_numbers and all(float(one).is_integer() for one in asked.bounds.given)
    if not is_whole or not isinstance(asked.type, StringType):
        return None
    return asked.of_values(asked.bounds.allow(F.length(asked.column)))


def _greatest(asked: Asked) -> Holds | None:
    return asked.of_aggregate(F.max(asked.column)) if isinstance(asked.type, NumericType) else None


def _least(asked: Asked) -> Holds | None:
    return asked.of_aggregate(F.min(asked.column)) if isinstance(asked.type, NumericType) else None


def _mean(asked: Asked) -> Holds | None:
    has_mean = isinstance(asked.type, NumericType) and asked.type.simpleString() not in WITHOUT_MEAN
    return asked.of_aggregate(F.mean(asked.column)) if has_mean else None


def _sum(asked: Asked) -> Holds | None:
    if not isinstance(asked.type, NumericType):
        return None
    is_whole = asked.type.simpleString() in WHOLE_NUMBERS
    return asked.of_aggregate(F.sum(asked.column.cast("double") if is_whole else asked.column))


def _pair(asked: Asked) -> Holds:
    one, other = named(asked.arguments["column_A"]), named(asked.arguments["column_B"])
    is_greater = one >= other if asked.arguments.get("or_equal") else one > other
    broken = asked.one_pass.of_rows(F.count_if(~is_greater))
    return lambda values: values[broken] == 0


def _unique(asked: Asked) -> Holds:
    columns = tuple(asked.arguments.get("column_list", ())) or (asked.arguments["column"],)
    is_there = reduce(lambda one, more: one | more, (named(name).isNotNull() for name in columns))
    most = asked.one_pass.of_groups(columns, F.max(F.when(is_there, F.col(ROWS_OF_GROUP))))
    return lambda values: (values[most] or 0) <= 1


def _distinct_in_set(asked: Asked) -> Holds | None:
    return _in_set(asked) if isinstance(asked.type, StringType) else None


def _contains_set(asked: Asked) -> Holds | None:
    wanted = asked.arguments.get("value_set") or [None]
    if not isinstance(asked.type, StringType) or not all(isinstance(value, str) for value in wanted):
        return None
    found = [asked.ask(F.count_if(asked.column == F.lit(value))) for value in wanted]
    return lambda values: all(values[name] for name in found)


def _distinct_count(asked: Asked) -> Holds | None:
    if not asked.bounds.are_numbers:
        return None
    distinct = _asked_distinct(asked)
    return lambda values: bool(asked.bounds.allow(values[distinct]))


def _distinct_share(asked: Asked) -> Holds | None:
    if not asked.bounds.are_numbers:
        return None
    distinct, present = _asked_distinct(asked), asked.ask(F.count(asked.column))
    return lambda values: bool(asked.bounds.allow(values[distinct] / values[present] if values[present] else 0))


def _asked_distinct(asked: Asked) -> str:
    return asked.one_pass.of_groups((asked.arguments["column"],), F.count(asked.column))


COLUMN_LIST = "expect_table_columns_to_match_ordered_list"
IN_SET = "expect_column_values_to_be_in_set"
ABOUT_COLUMN = frozenset({"column"}) | BOUNDS
# Kind -> how it is asked, and the arguments under which that is the same as what Great Expectations asks.
KINDS: dict[str, tuple[Callable[[Asked], Holds | None], frozenset[str]]] = {
    COLUMN_LIST: (_column_list, frozenset({"column_list"})),
    "expect_table_row_count_to_be_between": (_row_count, BOUNDS),
    "expect_column_values_to_not_be_null": (_not_null, PER_VALUE),
    "expect_column_values_to_be_null": (_null, PER_VALUE),
    IN_SET: (_in_set, PER_VALUE | {"value_set"}),
    "expect_column_values_to_match_regex": (_matches, PER_VALUE | {"regex"}),
    "expect_column_values_to_be_between": (_between, PER_VALUE | BOUNDS),
    "expect_column_value_lengths_to_be_between": (_length, PER_VALUE | BOUNDS),
    "expect_column_max_to_be_between": (_greatest, ABOUT_COLUMN),
    "expect_column_min_to_be_between": (_least, ABOUT_COLUMN),
    "expect_column_mean_to_be_between": (_mean, ABOUT_COLUMN),
    "expect_column_sum_to_be_between": (_sum, ABOUT_COLUMN),
    "expect_column_pair_values_a_to_be_greater_than_b": (_pair, frozenset({"column_A", "column_B", "or_equal"})),
    "expect_column_values_to_be_unique": (_unique, frozenset({"column"})),
    "expect_compound_columns_to_be_unique": (_unique, frozenset({"column_list"})),
    "expect_column_distinct_values_to_be_in_set": (_distinct_in_set, frozenset({"column", "value_set"})),
    "expect_column_distinct_values_to_contain_set": (_contains_set, frozenset({"column", "value_set"})),
    "expect_column_unique_value_count_to_be_between": (_distinct_count, ABOUT_COLUMN),
    "expect_column_proportion_of_unique_values_to_be_between": (_distinct_share, ABOUT_COLUMN),
}
