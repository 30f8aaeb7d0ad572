"""The one pass gives the verdict of Great Expectations: on every kind it knows, over rows that nobody chose."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pyspark.sql import DataFrame, SparkSession

from jobs.lakehouse import quality
from jobs.lakehouse.contract import Column, Contract
from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.expectation import Expectation, critical
from jobs.lakehouse.gate_kinds import KINDS, compiled, usual_texts
from jobs.lakehouse.gate_pass import OnePass
from jobs.lakehouse.quality import check
from jobs.lakehouse.table_code import Rules

SCHEMA = "thing_id STRING, kind_code STRING, piece_count INT, amount DECIMAL(18,2), score DOUBLE, first_date DATE"
COLUMNS = tuple(part.split(" ")[0] for part in SCHEMA.split(", "))
PARTLY = {"row_condition": "kind_code <> 'B'", "condition_parser": "spark"}

# Every kind with the arguments that change its meaning; the bounds lie where the values of the test are.
RULES = (
    critical("expect_table_columns_to_match_ordered_list", column_list=list(COLUMNS)),
    critical("expect_table_columns_to_match_ordered_list", column_list=list(reversed(COLUMNS))),
    critical("expect_table_row_count_to_be_between", min_value=1, max_value=4),
    critical("expect_column_values_to_not_be_null", column="thing_id"),
    critical("expect_column_values_to_not_be_null", column="kind_code", mostly=0.5, **PARTLY),
    critical("expect_column_values_to_be_null", column="piece_count", mostly=0.4),
    critical("expect_column_values_to_be_in_set", column="kind_code", value_set=["A", "B"]),
    critical("expect_column_values_to_be_in_set", column="piece_count", value_set=[1, 2], mostly=0.6),
    critical("expect_column_values_to_be_in_set", column="thing_id", value_set=["a"], mostly=0.5, **PARTLY),
    critical("expect_column_values_to_match_regex", column="thing_id", regex="^[ab]+$"),
    critical("expect_column_values_to_match_regex", column="thing_id", regex="b", mostly=0.5),
    critical("expect_column_values_to_match_regex", column="kind_code", regex="^A$"),
    critical("expect_column_values_to_be_between", column="piece_count", min_value=0, max_value=3),
    critical("expect_column_values_to_be_between", column="piece_count", min_value=0, strict_min=True, mostly=0.5),
    critical("expect_column_values_to_be_between", column="amount", min_value=0.01, max_value=2.5, strict_max=True),
    critical("expect_column_values_to_be_between", column="amount", min_value=0, max_value=2, strict_max=True),
    critical("expect_column_values_to_be_between", column="score", max_value=1.5),
    critical("expect_column_values_to_be_between", column="first_date", min_value="2026-06-02"),
    critical("expect_column_value_lengths_to_be_between", column="thing_id", min_value=1, max_value=2),
    critical("expect_column_value_lengths_to_be_between", column="thing_id", min_value=1, strict_min=True, mostly=0.5),
    critical("expect_column_max_to_be_between", column="piece_count", max_value=3, strict_max=True),
    critical("expect_column_max_to_be_between", column="score", max_value=1.5),
    critical("expect_column_min_to_be_between", column="amount", min_value=0),
    critical("expect_column_mean_to_be_between", column="amount", min_value=0, max_value=1.5),
    critical("expect_column_mean_to_be_between", column="piece_count", min_value=1, strict_min=True),
    critical("expect_column_sum_to_be_between", column="piece_count", min_value=0, max_value=5),
    critical("expect_column_sum_to_be_between", column="amount", max_value=4),
    critical("expect_column_pair_values_a_to_be_greater_than_b", column_A="piece_count", column_B="amount"),
    critical(
        "expect_column_pair_values_a_to_be_greater_than_b", column_A="piece_count", column_B="amount", or_equal=True
    ),
    critical("expect_column_values_to_be_unique", column="thing_id"),
    critical("expect_compound_columns_to_be_unique", column_list=["thing_id", "kind_code"]),
    critical("expect_column_distinct_values_to_be_in_set", column="kind_code", value_set=["A", "B"]),
    critical("expect_column_distinct_values_to_contain_set", column="kind_code", value_set=["A", "C"]),
    critical("expect_column_unique_value_count_to_be_between", column="kind_code", min_value=1, max_value=2),
    critical("expect_column_proportion_of_unique_values_to_be_between", column="thing_id", min_value=0.6),
)
ROW = st.tuples(
    st.sampled_from([None, "", "a", "b", "ab", "x1y"]),
    st.sampled_from([None, "A", "B", "C"]),
    st.sampled_from([None, -1, 0, 1, 2, 3, 4]),
    st.sampled_from([None, Decimal("-0.01"), Decimal("0.01"), Decimal("1.00"), Decimal("2.50")]),
    st.sampled_from([None, 0.0, 1.5, 1.6, float("nan")]),
    st.sampled_from([None, *(f"2026-06-0{day}" for day in (1, 2, 3))]),
)


def table(*columns: Column) -> Contract:
    declared = columns or tuple(Column(name=name, about="For the test", sensitivity="internal") for name in COLUMNS)
    facts: dict[str, Any] = {"about": "Things for the tests.", "owner": "tests", "purpose": ["tests"]}
    return Contract(name="silver.thing", retention="1y", may_be_empty=True, columns=declared, **facts)


def frame(spark: SparkSession, rows: list[tuple]) -> DataFrame:
    texts = [tuple(None if value is None else str(value) for value in row) for row in rows]
    types = [part.split(" ") for part in SCHEMA.split(", ")]
    raw = spark.createDataFrame(texts, ", ".join(f"{name} STRING" for name, _ in types))
    return raw.selectExpr(*(f"CAST({name} AS {spark_type}) AS {name}" for name, spark_type in types))


def by_the_pass(rows: DataFrame, rules: tuple[Expectation, ...]) -> list[bool | None]:
    one_pass = OnePass(rows)
    types = {field.name: field.dataType for field in rows.schema.fields}
    usual = usual_texts(rules)
    asked = [compiled(rule, one_pass, types, usual) for rule in rules]
    values = one_pass.values()
    return [holds(values) if holds else None for holds in asked]


def by_great_expectations(rows: DataFrame, rules: tuple[Expectation, ...]) -> list[bool]:
    results = quality._validate(quality._batch(rows, table()), table(), list(rules))
    return [result.success for result in results]


def test_every_kind_that_a_pass_tells_is_compared_with_the_library() -> None:
    assert {rule.kind for rule in RULES} == set(KINDS)


@example(rows=[])
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROW, max_size=6))
def test_the_pass_and_the_library_give_one_verdict(spark: SparkSession, rows: list[tuple]) -> None:
    staged = frame(spark, rows)
    told = by_the_pass(staged, RULES)
    assert None not in told
    assert dict(zip(RULES_IN_WORDS, told, strict=True)) == dict(
        zip(RULES_IN_WORDS, by_great_expectations(staged, RULES), strict=True)
    )


RULES_IN_WORDS = [f"{rule.kind} {sorted(rule.arguments.items())}" for rule in RULES]


@pytest.mark.parametrize(
    "rule",
    [
        critical("expect_column_values_to_be_between", column="thing_id", min_value=1),
        critical("expect_column_values_to_be_between", column="piece_count", min_value=3, max_value=1),
        critical("expect_column_values_to_be_in_set", column="kind_code", value_set=["A", None]),
        critical("expect_column_values_to_match_regex", column="piece_count", regex="1"),
        critical("expect_column_values_to_be_unique", column="thing_id", mostly=0.9),
        critical("expect_column_max_to_be_between", column="piece_count", max_value=1, parse_strings_as_datetimes=True),
        critical("expect_column_median_to_be_between", column="piece_count", max_value=1),
        critical("expect_column_max_to_be_between", column="nowhere", max_value=1),
    ],
    ids=lambda rule: f"{rule.kind} {sorted(rule.arguments)}",
)
def test_what_a_pass_cannot_tell_is_left_to_the_library(spark: SparkSession, rule: Expectation) -> None:
    assert by_the_pass(frame(spark, []), (rule,)) == [None]


def test_a_broken_rule_that_the_library_finds_whole_refuses(
    spark: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = "expect_column_values_to_not_be_null"
    monkeypatch.setitem(KINDS, kind, (lambda asked: lambda values: False, KINDS[kind][1]))
    rules = Rules((critical(kind, column="thing_id"),))
    with pytest.raises(DataFault, match=r"found .* broken, Great Expectations finds that it holds"):
        check(frame(spark, [("a", "A", 1, 1, 1, "2026-06-01")]), table(), rules)


@pytest.mark.fault(
    "F45",
    "the library answers fewer rules than were asked",
    "nothing is published",
)
def test_a_library_that_answers_fewer_rules_refuses(spark: SparkSession, monkeypatch: pytest.MonkeyPatch) -> None:
    import great_expectations

    class Forgetful(great_expectations.ExpectationSuite):
        def add_expectation(self, expectation: Any) -> Any:
            return expectation if self.expectations else super().add_expectation(expectation)

    monkeypatch.setattr(great_expectations, "ExpectationSuite", Forgetful)
    rules = Rules(tuple(critical("expect_column_values_to_not_be_null", column=name) for name in COLUMNS[:2]))
    with pytest.raises(DataFault, match=r"answered 1 of 2 rules; nothing is published"):
        check(frame(spark, [(None, None, 1, 1, 1, "2026-06-01")]), table(), rules)


def test_a_pass_that_the_engine_refuses_names_the_rule_and_refuses(spark: SparkSession) -> None:
    rules = Rules((critical("expect_column_values_to_match_regex", column="thing_id", regex="["),))
    with pytest.raises(DataFault, match="could not evaluate expect_column_values_to_match_regex"):
        check(frame(spark, [("a", "A", 1, 1, 1, "2026-06-01")]), table(), rules)


@pytest.mark.parametrize(("sensitivity", "told"), [("internal", True), ("C1", False), ("C2", False)])
def test_the_greatest_value_of_a_sensitive_column_is_not_told(
    spark: SparkSession, sensitivity: str, told: bool
) -> None:
    columns = (
        Column(name=name, about="For the test", sensitivity=sensitivity if name == "piece_count" else "internal")
        for name in COLUMNS
    )
    rules = Rules((critical("expect_column_max_to_be_between", column="piece_count", max_value=5),))
    gate = check(frame(spark, [("a", "A", 4711, 1, 1, "2026-06-01")]), table(*columns), rules)
    assert not gate.is_open
    assert ("4711" in " ".join(gate.critical_failures)) is told


def test_a_gate_where_all_holds_does_not_load_the_library(home: object) -> None:
    """In a process of its own, which has loaded nothing yet."""
    script = (
        "import sys; from tests.jobs.lakehouse.test_gate_kinds import *;"
        "from jobs.lakehouse.session import current_attempt, open_session;"
        "from jobs.lakehouse.settings import read_settings;"
        "spark = open_session(read_settings(), current_attempt('tests'));"
        "rules = Rules((critical('expect_column_values_to_not_be_null', column='thing_id'),));"
        "row = ('a', 'A', 1, 1, 1, '2026-06-01');"
        "gate = check(frame(spark, [row]), table(), rules);"
        "print(gate.is_open, 'great_expectations' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["True", "False"], done.stderr[-1000:]
