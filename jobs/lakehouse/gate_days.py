"""Rules across days: volume, distribution and freshness beside what earlier publications of the table held.

What a day held is its profile, which the gate measures in its one pass and keeps in the verdict. A day without
anything earlier to compare with keeps every rule, and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean, stdev

from pyspark.sql import functions as F
from pyspark.sql.types import NumericType, StructType

from jobs.lakehouse.comparison import (
    AcrossDaysRule,
    MeanWithin,
    NewestWithin,
    RowsWithin,
    ShareOfNulls,
    rows_within,
    share_of_nulls,
)
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.errors import ContractFault
from jobs.lakehouse.gate import Answer, Profile
from jobs.lakehouse.gate_pass import OnePass, Values, named

NO_HISTORY = "nothing earlier to compare with"
FEWEST_MEANS = 3
# Means that never moved have no deviation; a move by less than this share of the mean is none.
STILL = 0.01


@dataclass(frozen=True)
class DaysAsked:
    """The rules across days of one table, with the names of what they asked of the pass."""

    rules: Sequence[AcrossDaysRule]
    profile: Callable[[Values], Profile]
    newest: dict[str, str]

    def answers(
        self, values: Values, profile: Profile, earlier: Sequence[Profile], business_date: date
    ) -> tuple[Answer, ...]:
        """One answer per rule; ``earlier`` has the newest content first."""
        return tuple(self._answer(rule, values, profile, earlier, business_date) for rule in self.rules)

    def _answer(
        self, rule: AcrossDaysRule, values: Values, profile: Profile, earlier: Sequence[Profile], business_date: date
    ) -> Answer:
        if isinstance(rule, NewestWithin):
            return _newest_within(rule, values[self.newest[rule.column]], profile, business_date)
        known = earlier[: rule.of_days]
        if not known:
            return Answer(rule.label, rule.severity, True, NO_HISTORY)
        if isinstance(rule, RowsWithin):
            return _rows_within(rule, profile, known)
        if isinstance(rule, MeanWithin):
            return _mean_within(rule, profile, known)
        return _share_of_nulls(rule, profile, known)


def usual_rules(contract: Contract, declared: Sequence[AcrossDaysRule]) -> tuple[AcrossDaysRule, ...]:
    """What is asked of a curated table beside what its file says: warnings on its volume and on its shares of nulls.

    A merged table brings what happened that day, which may be anything; so may one that may be empty.
    """
    if contract.layer not in ("silver", "gold") or contract.write == "merge" or contract.may_be_empty:
        return tuple(declared)
    kinds = {type(rule) for rule in declared}
    usual = (rows_within(0.5, 2.0), share_of_nulls())
    return (*declared, *(rule for rule in usual if type(rule) not in kinds))


def asked_of_days(
    one_pass: OnePass, contract: Contract, schema: StructType, rules: Sequence[AcrossDaysRule]
) -> DaysAsked:
    """Let a pass measure the profile of a table and what its rules across days need.

    Raises ContractFault for a rule on a column that cannot be measured: it would hold for ever.
    """
    _require_columns(contract, schema, rules)
    newest = {
        rule.column: one_pass.of_rows(F.max(named(rule.column).cast("date")), rule.column)
        for rule in rules
        if isinstance(rule, NewestWithin)
    }
    return DaysAsked(rules, _profile_of(one_pass, contract, rules), newest)


def _require_columns(contract: Contract, schema: StructType, rules: Sequence[AcrossDaysRule]) -> None:
    known = {NewestWithin: set(schema.names), MeanWithin: set(_numeric(schema)), ShareOfNulls: set(_nullable(contract))}
    for rule in rules:
        column = getattr(rule, "column", None)
        if column is not None and column not in known[type(rule)]:
            raise ContractFault(
                f"expectations/{contract.name.replace('.', '/')}.py asks {rule.label}, which cannot be measured of "
                f"{column}: correct the rule."
            )


def _numeric(schema: StructType) -> list[str]:
    return [field.name for field in schema.fields if isinstance(field.dataType, NumericType)]


def _nullable(contract: Contract) -> list[str]:
    return [column.name for column in contract.columns if column.nullable]


def _profile_of(one_pass: OnePass, contract: Contract, rules: Sequence[AcrossDaysRule]) -> Callable[[Values], Profile]:
    """Shares of nulls of every column, and means of the columns whose mean is asked about: more costs time."""
    rows = one_pass.of_rows(F.count(F.lit(1)))
    if contract.layer not in ("silver", "gold"):
        return lambda values: Profile(values[rows])
    present = {name: one_pass.of_rows(F.count(named(name)), name) for name in _nullable(contract)}
    averaged = [rule.column for rule in rules if isinstance(rule, MeanWithin)]
    means = {name: one_pass.of_rows(F.mean(named(name).cast("double")), name) for name in averaged}

    def profile(values: Values) -> Profile:
        total = values[rows]
        shares = {name: 1 - values[asked] / total for name, asked in present.items()} if total else {}
        known = {name: values[asked] for name, asked in means.items() if values[asked] is not None}
        return Profile(total, shares, known)

    return profile


def _rows_within(rule: RowsWithin, profile: Profile, earlier: Sequence[Profile]) -> Answer:
    usual = fmean(one.rows for one in earlier)
    holds = usual * rule.at_least <= profile.rows <= usual * rule.at_most
    return Answer(rule.label, rule.severity, holds, f"{profile.rows} rows, {usual:.0f} before")


def _mean_within(rule: MeanWithin, profile: Profile, earlier: Sequence[Profile]) -> Answer:
    means = [one.means[rule.column] for one in earlier if rule.column in one.means]
    if len(means) < FEWEST_MEANS:
        return Answer(rule.label, rule.severity, True, f"{len(means)} earlier means, {FEWEST_MEANS} are needed")
    if rule.column not in profile.means:
        return Answer(rule.label, rule.severity, False, "no value is left")
    usual = fmean(means)
    spread = max(stdev(means), abs(usual) * STILL)
    moved = abs(profile.means[rule.column] - usual)
    detail = f"moved by {moved / spread:.1f} standard deviations" if spread else ""
    return Answer(rule.label, rule.severity, moved <= rule.deviations * spread, detail)


def _share_of_nulls(rule: ShareOfNulls, profile: Profile, earlier: Sequence[Profile]) -> Answer:
    columns = [rule.column] if rule.column else list(profile.null_shares)
    grown = []
    for name in columns:
        known = [one.null_shares[name] for one in earlier if name in one.null_shares]
        now = profile.null_shares.get(name, 0.0)
        if known and now - fmean(known) > rule.grows_by:
            grown.append(f"{name} from {fmean(known):.1%} to {now:.1%}")
    return Answer(rule.label, rule.severity, not grown, ", ".join(grown))


def _newest_within(rule: NewestWithin, newest: date | None, profile: Profile, business_date: date) -> Answer:
    if profile.rows == 0:
        return Answer(rule.label, rule.severity, True, "no rows")
    is_fresh = newest is not None and (business_date - newest).days <= rule.days
    detail = "" if is_fresh else f"nothing in it is from the {rule.days} days before {business_date}"
    return Answer(rule.label, rule.severity, is_fresh, detail)
