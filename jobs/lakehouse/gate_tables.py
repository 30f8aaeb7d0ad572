"""Rules across tables: the staged rows beside other tables as this run read them. Counts and shares, never values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from pyspark.errors import PySparkException
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.lakehouse.comparison import AcrossRule, AddsUp, Refers, SameRows, SameSum
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.errors import ContractFault, DataFault
from jobs.lakehouse.exhaustion import exhausted
from jobs.lakehouse.gate import Answer
from jobs.lakehouse.gate_pass import OnePass, Values, named

# What is left of a sum of rounded shares; less than any share that means something.
ROUNDING = 1e-6
ReadTable = Callable[[str], DataFrame]
Answered = Callable[[Values], Answer]


def answers_across(
    rows: DataFrame, contract: Contract, rules: Sequence[AcrossRule], read: ReadTable
) -> tuple[Answer, ...]:
    """One answer per rule, from one query.

    Raises ContractFault for a table that the contract does not read, DataFault when a comparison cannot be made,
    InfrastructureFault when the engine ended over it.
    """
    if not rules:
        return ()
    one_pass = OnePass(rows)
    try:
        answered = [_asked(rule, one_pass, contract, read) for rule in rules]
        values = one_pass.values()
    except PySparkException as error:
        if fault := exhausted(error, contract.name):
            raise fault from error
        named_rules = ", ".join(rule.label for rule in rules)
        raise DataFault(
            f"The gate of {contract.name} could not compare it with other tables by {named_rules} "
            f"({type(error).__name__}): correct the rule; nothing is published."
        ) from None
    return tuple(answer(values) for answer in answered)


def _asked(rule: AcrossRule, one_pass: OnePass, contract: Contract, read: ReadTable) -> Answered:
    if isinstance(rule, AddsUp):
        return _adds_up(rule, one_pass)
    if rule.table not in contract.reads:
        raise ContractFault(
            f"expectations/{contract.name.replace('.', '/')}.py compares {contract.name} with {rule.table}, which it "
            "does not read: name it in checked_against of the contract."
        )
    other = read(rule.table)
    if isinstance(rule, Refers):
        return _refers(rule, one_pass, other)
    if isinstance(rule, SameSum):
        return _same_sum(rule, one_pass, other)
    return _same_rows(rule, one_pass, other)


def _refers(rule: Refers, one_pass: OnePass, other: DataFrame) -> Answered:
    here, there = named(rule.column).alias("reference"), named(_column_of(rule.target)).alias("reference")
    references = one_pass.rows.select(here).where(F.col("reference").isNotNull())
    orphans = one_pass.of_frame(references.join(other.select(there), on="reference", how="left_anti"), _rows())
    referring = one_pass.of_rows(F.count(named(rule.column)))

    def answer(values: Values) -> Answer:
        lost, total = values[orphans], values[referring]
        detail = f"{lost} rows refer to nothing in {rule.table}" if lost else ""
        return Answer(rule.label, rule.severity, total == 0 or (total - lost) / total >= rule.mostly, detail)

    return answer


def _same_sum(rule: SameSum, one_pass: OnePass, other: DataFrame) -> Answered:
    here = one_pass.of_rows(F.sum(named(rule.column)))
    there = one_pass.of_frame(other.where(rule.where), F.sum(named(_column_of(rule.target))))

    def answer(values: Values) -> Answer:
        own, target = values[here] or 0, values[there] or 0
        share = _apart(own, target)
        detail = f"the sums differ by {share:.4%}" if own != target else ""
        return Answer(rule.label, rule.severity, share <= rule.within, detail)

    return answer


def _same_rows(rule: SameRows, one_pass: OnePass, other: DataFrame) -> Answered:
    here, there = one_pass.of_rows(_rows()), one_pass.of_frame(other.where(rule.where), _rows())

    def answer(values: Values) -> Answer:
        own, target = values[here], values[there]
        detail = f"{own} rows, {rule.table} has {target}" if own != target else ""
        return Answer(rule.label, rule.severity, _apart(own, target) <= rule.within, detail)

    return answer


def _adds_up(rule: AddsUp, one_pass: OnePass) -> Answered:
    groups = one_pass.rows.groupBy(*map(named, rule.alike_in)).agg(F.sum(named(rule.column)).alias("total"))
    is_off = F.abs(F.coalesce(F.col("total"), F.lit(0)) - F.lit(rule.total)) > F.lit(ROUNDING)
    off = one_pass.of_frame(groups, F.count_if(is_off))

    def answer(values: Values) -> Answer:
        detail = f"{values[off]} groups add up to something else" if values[off] else ""
        return Answer(rule.label, rule.severity, not values[off], detail)

    return answer


def _apart(own: Decimal | float, target: Decimal | float) -> float:
    """By which share of the target two totals differ: anything beside nothing differs by the whole."""
    return float(abs(own - target) / abs(target)) if target else float(bool(own))


def _column_of(target: str) -> str:
    return target.rpartition(".")[2]


def _rows():
    return F.count(F.lit(1))
