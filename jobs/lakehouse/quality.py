"""The gate: every rule over the staged table, before anyone can read it. It fails closed.

Rules come from the contract (columns, required values, key, closed lists, patterns, at least one row) and from
``expectations/<layer>/<table>.py``. One pass over the rows tells the cheap ones. What it finds broken, and what it
cannot tell, is asked of Great Expectations, which has the last word on both; where all holds it is not even loaded.
Values of the data never enter a result.
"""

from __future__ import annotations

import hashlib
import os
import re
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pyspark.errors import PySparkException

from jobs.lakehouse.comparison import AcrossDaysRule
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.errors import ContractFault, DataFault
from jobs.lakehouse.exhaustion import exhausted, exhausted_by_words
from jobs.lakehouse.expectation import Expectation, critical
from jobs.lakehouse.gate import Answer, Gate, Profile
from jobs.lakehouse.gate_days import DaysAsked, asked_of_days, usual_rules
from jobs.lakehouse.gate_kinds import compiled, usual_texts
from jobs.lakehouse.gate_pass import OnePass, Values
from jobs.lakehouse.gate_tables import answers_across
from jobs.lakehouse.table_code import Rules

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

os.environ.setdefault("TQDM_DISABLE", "1")
os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

COUNTS_ONLY = {"result_format": "SUMMARY", "partial_unexpected_count": 0}
# What these kinds observe are counts or shares; what the others do is a value, or made of values.
COUNTED = ("row_count", "value_count", "proportion", "length")


def _no_table(name: str) -> DataFrame:
    raise ContractFault(f"A gate without a day to look at was asked to compare a table with {name}.")


@dataclass(frozen=True)
class Beside:
    """What a table is compared with: other tables as the run reads them, and its earlier contents, newest first."""

    business_date: date = date.min
    read: Callable[[str], DataFrame] = _no_table
    earlier: Sequence[Profile] = ()


def suite_of(contract: Contract, business_rules: Sequence[Expectation]) -> tuple[Expectation, ...]:
    """Every rule of a table: those the contract implies, then the business rules; a rule said twice is asked once."""
    rules = (*_contract_expectations(contract), *business_rules)
    return tuple({(rule.kind, repr(sorted(rule.arguments.items()))): rule for rule in reversed(rules)}.values())[::-1]


def check(rows: DataFrame, contract: Contract, rules: Rules, beside: Beside = Beside()) -> Gate:
    """Ask every rule about the staged rows.

    Raises DataFault when a rule cannot be evaluated: no verdict means no publishing.
    """
    suite = suite_of(contract, rules.expectations)
    of_days = usual_rules(contract, rules.across_days)
    verdicts, values, days = _measured(rows, contract, suite, of_days)
    profile = days.profile(values)
    answers = (
        *_answered(rows, contract, suite, verdicts),
        *answers_across(rows, contract, rules.across, beside.read),
        *days.answers(values, profile, beside.earlier, beside.business_date),
    )
    return Gate(uuid.uuid4().hex, answers, suite_hash(suite, rules.across, of_days), profile)


def suite_hash(expectations: Sequence[Expectation], *others: Sequence[object]) -> str:
    """SHA-256 over every rule with its arguments and severity."""
    rules = [(rule.kind, sorted(rule.arguments.items()), rule.severity) for rule in expectations]
    return hashlib.sha256(repr((rules, *map(tuple, others))).encode()).hexdigest()


def _measured(
    rows: DataFrame, contract: Contract, suite: Sequence[Expectation], of_days: Sequence[AcrossDaysRule]
) -> tuple[list[bool | None], Values, DaysAsked]:
    """What one pass says: of each rule whether it holds, None where it cannot tell; and the profile of the rows."""
    one_pass = OnePass(rows)
    schema = rows.schema
    types = {field.name: field.dataType for field in schema.fields}
    usual = usual_texts(suite)
    asked = [compiled(rule, one_pass, types, usual) for rule in suite]
    days = asked_of_days(one_pass, contract, schema, of_days)
    try:
        values = one_pass.values()
    except PySparkException as error:
        if fault := exhausted(error, contract.name):
            raise fault from error
        # Great Expectations asks one rule at a time, so it can say which one it is.
        _answered(rows, contract, suite, [None] * len(suite))
        raise DataFault(
            f"The gate of {contract.name} could not measure its rows in one pass ({type(error).__name__}): look for a "
            "rule that does not fit the type of its column; nothing is published."
        ) from None
    return [holds(values) if holds else None for holds in asked], values, days


def _answered(
    rows: DataFrame, contract: Contract, suite: Sequence[Expectation], verdicts: Sequence[bool | None]
) -> tuple[Answer, ...]:
    """The answers of the expectations: what holds by the pass, the others by the word of Great Expectations."""
    open_rules = [number for number, verdict in enumerate(verdicts) if not verdict]
    results = (
        _validate(_batch(rows, contract), contract, [suite[number] for number in open_rules]) if open_rules else []
    )
    found = dict(zip(open_rules, results, strict=True))
    _require_agreement(contract, suite, verdicts, found)
    return tuple(_answer(rule, contract, found.get(number)) for number, rule in enumerate(suite))


def _answer(rule: Expectation, contract: Contract, result: Any | None) -> Answer:
    if result is None or result.success:
        return Answer(rule.label, rule.severity, True)
    return Answer(rule.label, rule.severity, False, _detail(rule, contract, result))


def _require_agreement(
    contract: Contract, suite: Sequence[Expectation], verdicts: Sequence[bool | None], found: Mapping[int, Any]
) -> None:
    for number, result in found.items():
        if verdicts[number] is False and result.success:
            raise DataFault(
                f"The gate of {contract.name} found {suite[number].label} broken, Great Expectations finds that it "
                "holds: without one verdict nothing is published, correct how the kind is measured."
            )


def _contract_expectations(contract: Contract) -> Iterable[Expectation]:
    yield critical("expect_table_columns_to_match_ordered_list", column_list=list(contract.column_names))
    if not contract.may_be_empty:
        yield critical("expect_table_row_count_to_be_between", min_value=1)
    if len(contract.key) == 1:
        yield critical("expect_column_values_to_be_unique", column=contract.key[0])
    if len(contract.key) > 1:
        yield critical("expect_compound_columns_to_be_unique", column_list=list(contract.key))
    for column in contract.columns:
        if not column.nullable:
            yield critical("expect_column_values_to_not_be_null", column=column.name)
        if contract.closes(column):
            yield critical("expect_column_values_to_be_in_set", column=column.name, value_set=list(column.values))
        if column.pattern:
            yield critical("expect_column_values_to_match_regex", column=column.name, regex=column.pattern)


def _batch(rows: DataFrame, contract: Contract) -> Any:
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    engine = context.data_sources.add_spark(name="engine", persist=False)
    asset = engine.add_dataframe_asset(name=contract.name)
    definition = asset.add_batch_definition_whole_dataframe("staged")
    return definition.get_batch(batch_parameters={"dataframe": rows})


def _validate(batch: Any, contract: Contract, expectations: Sequence[Expectation]) -> list[Any]:
    """One result per rule, in the order asked; the library may answer in another order, or not at all."""
    import great_expectations as gx

    suite = gx.ExpectationSuite(name=contract.name)
    for number, expectation in enumerate(expectations):
        suite.add_expectation(_great_expectation(expectation, number))
    report = batch.validate(suite, result_format=COUNTS_ONLY)
    results = {result.expectation_config.meta["number"]: result for result in report.results}
    if len(results) != len(expectations):
        raise DataFault(
            f"The gate of {contract.name} answered {len(results)} of {len(expectations)} rules; nothing is published."
        )
    return [_evaluated(results[number], contract) for number in range(len(expectations))]


def _great_expectation(expectation: Expectation, number: int) -> Any:
    from great_expectations.expectations.registry import get_expectation_impl

    implementation = get_expectation_impl(expectation.kind)
    return implementation(**expectation.arguments, severity=expectation.severity, meta={"number": number})


def _evaluated(result: Any, contract: Contract) -> Any:
    if (result.exception_info or {}).get("raised_exception") or _nested_exception(result.exception_info):
        if fault := exhausted_by_words(str(result.exception_info), contract.name):
            raise fault
        raise DataFault(
            f"The gate of {contract.name} could not evaluate {result.expectation_config.type}: correct the rule; "
            "nothing is published."
        )
    return result


def _nested_exception(exception_info: dict | None) -> bool:
    nested = [value for value in (exception_info or {}).values() if isinstance(value, dict)]
    return any(value.get("raised_exception") for value in nested)


def _detail(rule: Expectation, contract: Contract, result: Any) -> str:
    """The count of bad rows or the observed aggregate of a failed rule; never a value of a row.

    The mean or the greatest value of few rows is one of them: of a column of class C1 or C2 only counts are told.
    """
    unexpected = result.result.get("unexpected_count")
    observed = result.result.get("observed_value")
    if unexpected:
        return f"{unexpected} rows"
    sensitive = {column.name for column in contract.columns if column.sensitivity in ("C1", "C2")}
    is_counted = any(word in rule.kind for word in COUNTED)
    if rule.arguments.get("column") in sensitive and not is_counted:
        return ""
    is_number = isinstance(observed, int | float) or re.fullmatch(r"[\d.]+", str(observed))
    return f"observed {observed}" if is_number else ""
