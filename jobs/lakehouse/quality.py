"""The gate: Great Expectations over the staged table, before anyone can read it. It fails closed.

Rules come from the contract (columns, required values, key, closed lists, patterns, at least one row) and from
``expectations/<layer>/<table>.py``. A first pass asks only for true or false; what failed is asked again for counts.
Values of the data never enter a result.
"""

from __future__ import annotations

import hashlib
import os
import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jobs.lakehouse.contract import Contract
from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.expectation import Expectation, critical

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

os.environ.setdefault("TQDM_DISABLE", "1")
os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

VERDICT_ONLY = {"result_format": "BOOLEAN_ONLY"}
COUNTS_ONLY = {"result_format": "SUMMARY", "partial_unexpected_count": 0}


@dataclass(frozen=True)
class Answer:
    """What the gate answered to one rule; ``detail`` holds counts or an aggregate, never a value of a row."""

    rule: str
    severity: str
    holds: bool
    detail: str = ""

    @property
    def in_words(self) -> str:
        """The rule with its count, as a failed task names it."""
        return f"{self.rule}: {self.detail}" if self.detail else self.rule


@dataclass(frozen=True)
class Gate:
    """The verdict on one staged table; ``suite_hash`` tells which rules were asked."""

    gate_id: str
    answers: tuple[Answer, ...]
    suite_hash: str = ""

    @property
    def is_open(self) -> bool:
        """True only when rules were asked and no critical one failed."""
        return bool(self.answers) and not self.critical_failures

    @property
    def critical_failures(self) -> tuple[str, ...]:
        """Critical rules that failed, in words."""
        return self._failed("critical")

    @property
    def warnings(self) -> tuple[str, ...]:
        """Warnings that failed, in words."""
        return self._failed("warning")

    def _failed(self, severity: str) -> tuple[str, ...]:
        return tuple(answer.in_words for answer in self.answers if not answer.holds and answer.severity == severity)


def load_library() -> None:
    """Import Great Expectations now; it takes seconds, so a run does it while the engine builds."""
    import great_expectations  # noqa: F401


def suite_of(contract: Contract, business_rules: Sequence[Expectation]) -> tuple[Expectation, ...]:
    """Every rule of a table: those the contract implies, then the business rules; a rule said twice is asked once."""
    rules = (*_contract_expectations(contract), *business_rules)
    return tuple({(rule.kind, repr(sorted(rule.arguments.items()))): rule for rule in reversed(rules)}.values())[::-1]


def check(staged_rows: DataFrame, contract: Contract, business_rules: Sequence[Expectation]) -> Gate:
    """Ask every rule about the staged rows.

    Raises DataFault when a rule cannot be evaluated: no verdict means no publishing.
    """
    expectations = suite_of(contract, business_rules)
    batch = _batch(staged_rows, contract)
    results = _validate(batch, contract, expectations, VERDICT_ONLY)
    failed = [rule for rule, result in zip(expectations, results, strict=True) if not result.success]
    counts = _validate(batch, contract, failed, COUNTS_ONLY) if failed else []
    details = {id(rule): _detail(result) for rule, result in zip(failed, counts, strict=True)}
    answers = tuple(
        Answer(rule.label, rule.severity, id(rule) not in details, details.get(id(rule), "")) for rule in expectations
    )
    return Gate(uuid.uuid4().hex, answers, suite_hash(expectations))


def suite_hash(expectations: Sequence[Expectation]) -> str:
    """SHA-256 over every rule with its arguments and severity."""
    rules = [(rule.kind, sorted(rule.arguments.items()), rule.severity) for rule in expectations]
    return hashlib.sha256(repr(rules).encode()).hexdigest()


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


def _validate(batch: Any, contract: Contract, expectations: Sequence[Expectation], result_format: dict) -> list[Any]:
    """One result per rule, in the order asked; the library may answer in another order, or not at all."""
    import great_expectations as gx

    suite = gx.ExpectationSuite(name=contract.name)
    for number, expectation in enumerate(expectations):
        suite.add_expectation(_great_expectation(expectation, number))
    report = batch.validate(suite, result_format=result_format)
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
        raise DataFault(
            f"The gate of {contract.name} could not evaluate {result.expectation_config.type}: correct the rule; "
            "nothing is published."
        )
    return result


def _nested_exception(exception_info: dict | None) -> bool:
    nested = [value for value in (exception_info or {}).values() if isinstance(value, dict)]
    return any(value.get("raised_exception") for value in nested)


def _detail(result: Any) -> str:
    """The count of bad rows or the observed aggregate of a failed rule; never a value of a row."""
    unexpected = result.result.get("unexpected_count")
    observed = result.result.get("observed_value")
    if unexpected:
        return f"{unexpected} rows"
    is_number = isinstance(observed, int | float) or re.fullmatch(r"[\d.]+", str(observed))
    return f"observed {observed}" if is_number else ""
