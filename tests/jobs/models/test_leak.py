"""A variable that knows the future is caught: planted among honest ones, and refused where it is the label itself."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from jobs.models.declaration import ModelDeclaration, Reason, Special, Variable
from jobs.models.evaluation import Gate, judge
from jobs.models.fit import fit_scorecard
from jobs.models.outcomes import known_outcomes
from jobs.models.scorecard import Scorecard
from jobs.models.split import Samples, split
from tests.jobs.models.planted import planted_loans

REMINDERS = Variable(
    name="reminder_count",
    about="reminders sent, counted when the outcome was known instead of at application",
    risk="rises",
    reason=Reason(code="REMINDERS", en="reminders were sent", zh="曾被催收"),
)


def _gates(declaration: ModelDeclaration, loans: pd.DataFrame) -> dict[str, Gate]:
    samples = split(declaration, known_outcomes(declaration, loans))
    return {gate.name: gate for gate in judge(declaration, fit_scorecard(declaration, samples.train), samples, None)}


@pytest.mark.parametrize("noise", [0.0, 0.6])
def test_a_value_counted_after_the_outcome_fails_the_gate_by_name(declaration: ModelDeclaration, noise: float) -> None:
    loans, source = planted_loans(4000), np.random.default_rng(11)
    count = np.where(loans["is_bad"], source.poisson(3.0, len(loans)), source.poisson(noise, len(loans)))
    blind = declaration.model_copy(update={"variables": (*declaration.variables, REMINDERS)})
    gates = _gates(blind, loans.assign(reminder_count=count.astype(float)))
    assert not gates["leak"].is_passed
    assert gates["leak"].finding.startswith("reminder_count alone reaches an AUC of 0.")
    assert gates["auc_test"].is_passed  # without the gate such a model would look best of all


NEVER = 9_999.0  # days since the last reminder: nobody was ever reminded
SINCE = Variable(
    name="reminded_days",
    about="days since the last reminder",
    risk="falls",
    reason=Reason(code="REMINDED", en="was reminded lately", zh="近期曾被催收"),
    special=(Special(value=NEVER, about="never reminded"),),
)


def _with_days(declaration: ModelDeclaration, code: float, later: float) -> dict[str, Gate]:
    """Gates of a score that looks at the days too: so many more days for the bad; most good, few bad have none."""
    loans, source = planted_loans(4000), np.random.default_rng(12)
    days = source.integers(1, 400, len(loans)) + later * loans["is_bad"]
    is_never = source.random(len(loans)) < np.where(loans["is_bad"], 0.05, 0.7)
    special = SINCE.model_copy(update={"special": (Special(value=code, about="never reminded"),)})
    seen = declaration.model_copy(update={"variables": (*declaration.variables, special)})
    return _gates(seen, loans.assign(reminded_days=np.where(is_never, code, days)))


@pytest.mark.parametrize("code", [-1.0, NEVER])
def test_a_special_code_is_no_amount_that_could_go_against_the_declared_direction(
    declaration: ModelDeclaration, code: float
) -> None:
    """Risk falls with the days, and those who were never reminded are safe, whatever number says so."""
    assert _with_days(declaration, code, later=-40.0)["signs"].is_passed


@pytest.mark.parametrize("code", [-1.0, NEVER])
def test_a_special_code_does_not_hide_that_the_amounts_go_the_other_way(
    declaration: ModelDeclaration, code: float
) -> None:
    """A safe code that is a large number made it look as if risk fell with the days."""
    assert "reminded_days" in _with_days(declaration, code, later=80.0)["signs"].finding


def test_values_of_those_who_can_have_none_do_not_go_against_a_direction(declaration: ModelDeclaration) -> None:
    """The source writes 0 where nobody was found; these people are risky, and risk rises with the spending."""
    loans = planted_loans(4000)
    loans["game_spend_amount"] = loans["game_spend_amount"].fillna(0.0)
    assert _gates(declaration, loans)["signs"].is_passed


@pytest.mark.parametrize("code", [-1.0, NEVER])
def test_an_amount_that_leaks_is_caught_beside_a_special_code(declaration: ModelDeclaration, code: float) -> None:
    loans, source = planted_loans(4000), np.random.default_rng(14)
    days = np.where(loans["is_bad"], 0.0, 500.0) + source.integers(1, 400, len(loans))
    special = SINCE.model_copy(update={"special": (Special(value=code, about="never reminded"),)})
    seen = declaration.model_copy(update={"variables": (*declaration.variables, special)})
    known = np.where(source.random(len(loans)) < 0.6, code, days)
    leak = _gates(seen, loans.assign(reminded_days=known))["leak"]
    assert not leak.is_passed


@pytest.mark.parametrize("noise", [0.0, 0.02])
def test_a_special_code_that_leaks_is_caught(declaration: ModelDeclaration, noise: float) -> None:
    """Only those who turned out good were never reminded."""
    loans, source = planted_loans(4000), np.random.default_rng(15)
    is_never = ~loans["is_bad"] ^ (source.random(len(loans)) < noise)
    days = np.where(is_never, NEVER, source.integers(1, 400, len(loans)))
    seen = declaration.model_copy(update={"variables": (*declaration.variables, SINCE)})
    assert not _gates(seen, loans.assign(reminded_days=days.astype(float)))["leak"].is_passed


def test_values_known_at_application_pass_it(
    declaration: ModelDeclaration, scorecard: Scorecard, samples: Samples
) -> None:
    gates = {gate.name: gate for gate in judge(declaration, scorecard, samples, None)}
    assert gates["leak"].is_passed
