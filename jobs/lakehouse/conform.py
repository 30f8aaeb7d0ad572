"""Hold what a build returned against its contract: types, rules, duplicates; no row is lost on the way.

Every candidate row ends with exactly one verdict: loaded, quarantined (a rule was broken), duplicate (another row of
the same key won) or filtered (the build left it out and said why). So the account of a run always adds up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F
from pyspark.sql import types as T

from jobs.lakehouse import contract as contracts
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.errors import ContractFault
from jobs.lakehouse.expectation import RowRule, reject
from jobs.lakehouse.formats.batches import MALFORMED, RECORD

FILTERED = "_filtered"
VERDICT = "_verdict"
RULE = "_rule"
REASON = "_reason"
ROW = "_row"
# The row as built, and the place of the first rule that it breaks, from 1.
BUILT, BROKEN = "_built", "_broken"
# What identifies a row that broke a rule; and what a repair says of its row: the rule that is waived, and whether one
# of its values does not fit its column. See healing.py.
ROW_ID, WAIVED, UNFIT = "_row_id", "_waived", "_unfit"
MARKS = (ROW_ID, WAIVED, UNFIT)
KNOWN_ID = "_known_id"
LOADED, QUARANTINED, DUPLICATE, FILTERED_OUT = "loaded", "quarantined", "duplicate", "filtered"

# Spark's own casts take '2026' for a date, round 1.239 and make 1e400 infinite, all without a word. Days are those of
# 1900 to 2100: a supplier's word for "never", such as 9999-12-31, is translated by the build that knows what it means.
DAY = r"(19\d{2}|20\d{2}|2100)-\d{2}-\d{2}"
# More digits would be rounded by a floating-point number, larger exponents overflow it.
EXACT = r"\d{1,15}(\.\d+)?([eE][+-]?\d{1,2})?"
STRICT_TEXT = {
    "date": (rf"^{DAY}\z", "BAD_DATE", "is not a date written yyyy-MM-dd, 1900 to 2100"),
    "timestamp": (
        rf"^{DAY}[ T]\d{{2}}:\d{{2}}:\d{{2}}(\.\d{{1,6}})?\z",
        "BAD_DATE",
        "is not a time yyyy-MM-dd HH:mm:ss without a zone, 1900 to 2100",
    ),
    "int": (r"^[+-]?\d+\z", "BAD_NUMBER", "is not a whole number"),
    "bigint": (r"^[+-]?\d+\z", "BAD_NUMBER", "is not a whole number"),
    "double": (rf"^[+-]?{EXACT}\z", "BAD_NUMBER", "is not a number of at most 15 digits before the point"),
    "decimal": (r"^[+-]?\d+(\.\d{1,%d}0*)?\z", "BAD_NUMBER", "is not a number with the declared decimals"),
    "boolean": (r"(?i)^(true|false)\z", "BAD_BOOLEAN", "is neither true nor false"),
}
# Rules that follow from the contract; readers rely on them, so no exception to them can be accepted.
REQUIRED_RULES = frozenset(
    {
        "MALFORMED_ROW",
        "NOT_NULL",
        "NOT_IN_VALUES",
        "PATTERN",
        "BAD_REPAIR",
        *(rule for _, rule, _ in STRICT_TEXT.values()),
    }
)


def conform(built: DataFrame, contract: Contract, rules: Sequence[RowRule] = ()) -> DataFrame:
    """Rows of ``built`` in the contract's columns and types, each with its verdict.

    Added columns: _verdict, _rule, _reason (in words, without a value), _row (the row as built, JSON, only where
    quarantined) and _row_id (where quarantined or repaired). Raises ContractFault when the build lacks a column of the
    contract or returns one it does not know.
    """
    built_types = {field.name: field.dataType for field in built.schema.fields}
    _require_columns(contract, built_types)
    names = [name for name in built_types if name not in MARKS]
    typed = built.select(
        *(_typed(column, built_types[column.name]).alias(column.name) for column in contract.columns),
        *(_raw(column.name).alias(f"_raw_{column.name}") for column in _text_columns(contract, built_types)),
        _or_nothing(FILTERED, built_types).alias(FILTERED),
        _or_nothing(MALFORMED, built_types).alias(MALFORMED),
        F.struct(*(F.col(f"`{name}`") for name in names)).alias(BUILT),
        _or_nothing(ROW_ID, built_types).alias(KNOWN_ID),
        *(F.col(mark) for mark in (WAIVED, UNFIT) if mark in built_types),
    )
    asked = [_unless_waived(rule) for rule in rules] if WAIVED in built_types else rules
    judged = _judged(typed, [*_contract_rules(contract, built_types), *asked], names)
    return _without_duplicates(judged, contract).select(
        *(F.col(f"`{name}`") for name in contract.column_names),
        ROW,
        ROW_ID,
        RULE,
        REASON,
        VERDICT,
    )


def row_id(columns: dict[str, Column]) -> Column:
    """What identifies a row: SHA-256 of its built columns as JSON, whatever its place among the other rows.

    The number of its record does not count, so a row keeps its id in a corrected file. Rows that are alike in every
    column share an id, and what is decided about it is decided about all of them.
    """
    told = [column.alias(name) for name, column in columns.items() if name not in (RECORD, *MARKS)]
    return F.sha2(F.to_json(F.struct(*told)), 256)


def accepts_text(spark_type: str, text: str) -> bool:
    """Whether a text is spelled as a value of a type; raises ContractFault for a type that has no spelling."""
    if spark_type == "string":
        return True
    pattern, _, _ = _strict_text(spark_type)
    return re.fullmatch(pattern.removesuffix(r"\z"), text.strip()) is not None


def _require_columns(contract: Contract, built_types: dict[str, T.DataType]) -> None:
    missing = [name for name in contract.column_names if name not in built_types]
    known = (*contract.column_names, FILTERED, MALFORMED, RECORD, *MARKS)
    unknown = [name for name in built_types if name not in known]
    if missing or unknown:
        raise ContractFault(
            f"The build of {contract.name} and its contract disagree: missing {', '.join(missing) or 'none'}, "
            f"not declared {', '.join(unknown) or 'none'}; correct one of the two."
        )


def _text_columns(contract: Contract, built_types: dict[str, T.DataType]) -> list[contracts.Column]:
    """Columns that the build left as text and the contract wants typed."""
    return [
        column
        for column in contract.columns
        if isinstance(built_types[column.name], T.StringType) and column.type != "string"
    ]


def _raw(name: str) -> Column:
    trimmed = F.trim(F.col(f"`{name}`"))
    return F.when(trimmed != "", trimmed)


def _typed(column: contracts.Column, built_type: T.DataType) -> Column:
    if column.type == "string" or not isinstance(built_type, T.StringType):
        return F.col(f"`{column.name}`").cast(column.type)
    pattern, _, _ = _strict_text(column.type)
    return F.when(_raw(column.name).rlike(pattern), _raw(column.name).try_cast(column.type))


def _strict_text(spark_type: str) -> tuple[str, str, str]:
    """The only spelling accepted for a type: its pattern, and the rule and the words of a breach."""
    family = spark_type.split("(")[0]
    if family not in STRICT_TEXT:
        raise ContractFault(f"Text cannot be turned into {spark_type} by contract; convert it in the build.")
    pattern, rule, reason = STRICT_TEXT[family]
    if family == "decimal":
        pattern = pattern % int(spark_type.rstrip(")").split(",")[1])
    return pattern, rule, reason


def _contract_rules(contract: Contract, built_types: dict[str, T.DataType]) -> Iterable[RowRule]:
    if contract.layer == "bronze":
        yield reject("MALFORMED_ROW", F.col(MALFORMED).isNotNull(), "the record cannot be split into its columns")
    if UNFIT in built_types:
        yield reject("BAD_REPAIR", F.col(UNFIT), "a value of its repair does not fit the column")
    for column in _text_columns(contract, built_types):
        _, rule, reason = _strict_text(column.type)
        breaks = F.col(f"_raw_{column.name}").isNotNull() & F.col(column.name).isNull()
        yield reject(rule, breaks, f"{column.name} {reason}")
    for column in contract.columns:
        yield from _column_rules(column, contract)


def _unless_waived(rule: RowRule) -> RowRule:
    """A rule of the business that does not hold for the rows whose exception to it was accepted."""
    return replace(rule, breaks=rule.breaks & ~F.col(WAIVED).eqNullSafe(F.lit(rule.rule)))


def _column_rules(column: contracts.Column, contract: Contract) -> Iterable[RowRule]:
    value = F.col(f"`{column.name}`")
    if not column.nullable:
        yield reject("NOT_NULL", value.isNull(), f"{column.name} is missing")
    if contract.closes(column):
        yield reject("NOT_IN_VALUES", ~value.isin(*column.values), f"{column.name} is not one of the declared values")
    if column.pattern:
        yield reject(
            "PATTERN", ~value.rlike(_whole(column.pattern)), f"{column.name} does not match the declared pattern"
        )


def _whole(pattern: str) -> str:
    """A pattern up to the very end: ``$`` would let a line break behind the value pass."""
    return rf"{pattern[:-1]}\z" if pattern.endswith("$") else pattern


def _or_nothing(name: str, built_types: dict[str, T.DataType]) -> Column:
    return F.col(name) if name in built_types else F.lit(None).cast("string")


def _judged(typed: DataFrame, rules: Sequence[RowRule], names: Iterable[str]) -> DataFrame:
    """The first broken rule names the row; a row filtered by the build is not judged.

    ``names`` are the built columns.

    Each rule is evaluated once, and only a quarantined row is written out as JSON: both cost more than the rest.
    """
    nothing = F.lit(None).cast("int")
    breaches = (F.when(F.coalesce(rule.breaks, F.lit(False)), F.lit(place)) for place, rule in enumerate(rules, 1))
    first = F.when(F.col(FILTERED).isNull(), F.coalesce(nothing, *breaches))
    is_broken = F.col(BROKEN).isNotNull()
    own_id = row_id({name: F.col(f"{BUILT}.`{name}`") for name in names})
    return typed.select("*", first.alias(BROKEN)).select(
        "*",
        F.when(is_broken, F.to_json(BUILT)).alias(ROW),
        F.coalesce(F.col(KNOWN_ID), F.when(is_broken, own_id)).alias(ROW_ID),
        _told([rule.rule for rule in rules]).alias(RULE),
        _told([rule.reason for rule in rules]).alias(REASON),
    )


def _told(words: Sequence[str]) -> Column:
    """What is said of the broken rule; null where none is broken."""
    place = F.col(BROKEN)
    return F.when(place.isNotNull(), F.element_at(F.array(F.lit(""), *map(F.lit, words)), place + 1))


def row_hash(columns: Sequence[Column]) -> Column:
    """Hash of a row; Spark's xxhash64 skips nulls, so the pattern of nulls is hashed beside the values."""
    nulls = F.concat(*(F.when(column.isNull(), "1").otherwise("0") for column in columns))
    return F.xxhash64(nulls, *columns)


def _without_duplicates(judged: DataFrame, contract: Contract) -> DataFrame:
    """Rank the good rows of one key by ``latest_by``; ties fall to the row hash, so the winner never changes."""
    is_good = F.col(FILTERED).isNull() & F.col(RULE).isNull()
    verdict = F.when(F.col(FILTERED).isNotNull(), FILTERED_OUT).when(F.col(RULE).isNotNull(), QUARANTINED)
    if not contract.latest_by:
        return judged.select("*", verdict.otherwise(LOADED).alias(VERDICT))
    everything = [F.col(f"`{name}`") for name in contract.column_names]
    order = [F.col(name).desc_nulls_last() for name in contract.latest_by]
    window = Window.partitionBy(*contract.key, is_good).orderBy(*order, row_hash(everything))
    ranked = judged.select("*", F.row_number().over(window).alias("_rank"))
    return ranked.select("*", verdict.when(F.col("_rank") > 1, DUPLICATE).otherwise(LOADED).alias(VERDICT))
