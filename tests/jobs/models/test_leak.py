"""A variable that knows the future is caught: planted among honest ones, and refused where it is the label itself."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from jobs.models.declaration import ModelDeclaration, Reason, Variable
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


def test_values_known_at_application_pass_it(
    declaration: ModelDeclaration, scorecard: Scorecard, samples: Samples
) -> None:
    gates = {gate.name: gate for gate in judge(declaration, scorecard, samples, None)}
    assert gates["leak"].is_passed
