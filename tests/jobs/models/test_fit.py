from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from jobs.candidate import Fitted
from jobs.lakehouse.errors import DataFault
from jobs.models.cases import RowCases
from jobs.models.declaration import ModelDeclaration
from jobs.models.evaluation import evaluate, judge
from jobs.models.fit import fit_scorecard
from jobs.models.metrics import area_under_curve, outcome_by_score
from jobs.models.outcomes import known_outcomes
from jobs.models.scorecard import Scorecard
from jobs.models.scoring import score_frame, weights
from jobs.models.split import Samples, split
from tests.jobs.models.planted import planted_loans


def test_the_planted_relation_is_found(declaration: ModelDeclaration, scorecard: Scorecard, samples: Samples) -> None:
    found = evaluate(declaration, scorecard, samples)
    assert found.value("auc", "test") > 0.70
    assert found.value("ks", "test") > 0.30
    assert {metric.sample.positive_class for metric in found.metrics} == {"bad"}
    assert found.bands("test")["size"].sum() == len(samples.test)


def test_predicted_and_observed_bad_rates_agree(
    declaration: ModelDeclaration, scorecard: Scorecard, samples: Samples
) -> None:
    scored = evaluate(declaration, scorecard, samples).scored
    assert scored["train"]["pd_rate"].mean() == pytest.approx(scored["train"]["is_bad"].mean(), abs=1e-3)
    assert scored["test"]["pd_rate"].mean() == pytest.approx(scored["test"]["is_bad"].mean(), abs=0.02)


def test_the_weights_are_where_the_likelihood_is_highest(
    declaration: ModelDeclaration, scorecard: Scorecard, samples: Samples
) -> None:
    probability = score_frame(scorecard, samples.train)["pd_rate"].to_numpy()
    missed = samples.train["is_bad"].to_numpy() - probability
    assert missed.sum() == pytest.approx(0.0, abs=0.1)
    for item in scorecard.characteristics:
        evidence = weights(item, samples.train) / item.coefficient
        pull = item.coefficient / declaration.binning.regularisation
        assert (missed * evidence).sum() == pytest.approx(pull, abs=0.1), item.name


def test_the_same_sample_gives_the_same_scorecard(declaration: ModelDeclaration, samples: Samples) -> None:
    one, other = (fit_scorecard(declaration, samples.train) for _ in range(2))
    assert one.sha256 == other.sha256


def test_risk_moves_in_the_declared_direction_over_the_bins(
    declaration: ModelDeclaration, scorecard: Scorecard
) -> None:
    risk = {variable.name: variable.risk for variable in declaration.variables if variable.kind == "number"}
    for item in scorecard.characteristics:
        if item.name not in risk:
            continue
        steps = [after.weight - before.weight for before, after in pairwise(item.bins)]
        assert all(step <= 0 if risk[item.name] == "falls" else step >= 0 for step in steps), item.name


def test_people_without_a_telecom_profile_are_a_segment_of_their_own(scorecard: Scorecard) -> None:
    items = {item.name: item for item in scorecard.characteristics}
    flag = {one.label: one for one in items["has_telecom_profile"].bins}
    assert flag["false"].weight > flag["true"].weight
    absent = [item.absent for item in items.values() if item.needs]
    assert len(absent) == 4
    assert {one.weight for one in absent} == {0.0}
    assert {one.rows for one in absent} == {flag["false"].rows}


def test_a_rare_blank_counts_like_the_riskiest_bin(scorecard: Scorecard) -> None:
    for item in scorecard.characteristics:
        assert item.missing.weight == max(one.weight for one in item.bins)


def test_a_frequent_blank_has_evidence_of_its_own(declaration: ModelDeclaration) -> None:
    loans = planted_loans()
    loans.loc[loans.index % 5 == 0, "income_amount"] = np.nan
    fitted = fit_scorecard(declaration, split(declaration, known_outcomes(declaration, loans)).train)
    income = next(item for item in fitted.characteristics if item.name == "monthly_income_amount")
    assert income.missing.bad_rate is not None
    assert abs(income.missing.woe) < 0.3


def test_the_samples_are_disjoint_and_stratified(declaration: ModelDeclaration, samples: Samples) -> None:
    keys = [set(frame["loan_id"]) for frame in samples.named().values()]
    assert len(set().union(*keys)) == sum(map(len, keys))
    assert samples.train["is_bad"].mean() == pytest.approx(samples.test["is_bad"].mean(), abs=2e-3)
    assert samples.out_of_time["originated_date"].min() > samples.train["originated_date"].max()


def test_new_loans_leave_the_test_sample_of_yesterday_in_place(declaration: ModelDeclaration) -> None:
    loans = planted_loans()
    yesterday = split(declaration, known_outcomes(declaration, loans.iloc[:5900]))
    today = split(declaration, known_outcomes(declaration, loans))
    kept = set(yesterday.test["loan_id"]) & set(today.test["loan_id"])
    assert len(kept) > 0.97 * len(yesterday.test)


def test_too_few_bad_cases_are_refused(declaration: ModelDeclaration) -> None:
    with pytest.raises(DataFault, match="wait until"):
        fit_scorecard(declaration, known_outcomes(declaration, planted_loans(300)))


def test_a_good_candidate_passes_every_gate(
    declaration: ModelDeclaration, scorecard: Scorecard, samples: Samples
) -> None:
    assert [gate.name for gate in judge(declaration, scorecard, samples, None) if not gate.is_passed] == []


def test_a_variable_that_runs_against_its_declared_direction_is_caught(declaration: ModelDeclaration) -> None:
    loans = planted_loans()
    loans["telecom_tenure_months"] = 180 - loans["telecom_tenure_months"]
    turned = split(declaration, known_outcomes(declaration, loans))
    gates = judge(declaration, fit_scorecard(declaration, turned.train), turned, None)
    signs = next(gate for gate in gates if gate.name == "signs")
    assert not signs.is_passed
    assert "telecom_tenure_months" in signs.finding


def test_a_challenger_clearly_worse_than_the_champion_is_refused(
    declaration: ModelDeclaration, scorecard: Scorecard, samples: Samples
) -> None:
    blind = tuple(
        item.model_copy(update={"bins": tuple(one.model_copy(update={"weight": 0.0}) for one in item.bins)})
        for item in scorecard.characteristics[:5]
    )
    worse = scorecard.model_copy(update={"characteristics": (*blind, *scorecard.characteristics[5:])})
    failed = {gate.name for gate in judge(declaration, worse, samples, scorecard) if not gate.is_passed}
    assert "champion" in failed
    assert judge(declaration, scorecard, samples, worse)[-1].is_passed


@pytest.mark.parametrize("name", ["age_years", "monthly_income_amount"])
def test_a_variable_that_is_taken_out_of_a_model_does_not_take_the_comparison_with_the_champion_away(
    declaration: ModelDeclaration, scorecard: Scorecard, name: str
) -> None:
    smaller = _without(declaration, name)
    cases = RowCases(smaller, planted_loans())
    known = RowCases(declaration, planted_loans())
    gates = Fitted.on(smaller, cases, scorecard).gates
    assert gates[-1].finding.endswith(f"against {_area(scorecard, known.samples.test):.4f} of version None")
    assert name not in cases.samples.test


def test_where_the_table_lost_what_the_champion_needs_nothing_is_compared_and_the_approver_is_told(
    declaration: ModelDeclaration, scorecard: Scorecard
) -> None:
    smaller = _without(declaration, "age_years")
    fitted = Fitted.on(smaller, RowCases(smaller, planted_loans().drop(columns="age_years")), scorecard)
    assert fitted.gates[-1].is_passed
    assert "gold.loan_outcome no longer has age_years; the approver decides" in fitted.gates[-1].finding
    assert fitted.validation.swaps.empty


def _without(declaration: ModelDeclaration, name: str) -> ModelDeclaration:
    segments = tuple(one for one in declaration.segments if one.column != name)
    variables = tuple(one for one in declaration.variables if one.name != name)
    return declaration.model_copy(update={"variables": variables, "segments": segments})


def _area(scorecard: Scorecard, test: pd.DataFrame) -> float:
    scored = score_frame(scorecard, test)
    return area_under_curve(outcome_by_score(-scored["pd_rate"].to_numpy(), test["is_bad"].to_numpy()))


def test_a_variable_of_one_value_is_refused(declaration: ModelDeclaration, samples: Samples) -> None:
    with pytest.raises(DataFault, match="has_telecom_profile has fewer than two values"):
        fit_scorecard(declaration, samples.train[samples.train["has_telecom_profile"]])
