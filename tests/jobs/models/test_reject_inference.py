from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from jobs.lakehouse.errors import ContractFault, DataFault
from jobs.models.declaration import ModelDeclaration
from jobs.models.fit import fit_scorecard
from jobs.models.outcomes import known_outcomes
from jobs.models.reject_inference import METHODS, Assumption, augmented, sensitivity
from jobs.models.scoring import score_frame
from tests.jobs.models.planted import planted_loans


@pytest.fixture(scope="module")
def applicants(declaration: ModelDeclaration) -> pd.DataFrame:
    return known_outcomes(declaration, planted_loans(8000))


@pytest.fixture(scope="module")
def accepted(declaration: ModelDeclaration, applicants: pd.DataFrame) -> pd.DataFrame:
    """Those whom an earlier score would have taken: the safer two thirds, with some luck."""
    return applicants[_was_taken(declaration, applicants)]


@pytest.fixture(scope="module")
def refused(declaration: ModelDeclaration, applicants: pd.DataFrame) -> pd.DataFrame:
    return applicants[~_was_taken(declaration, applicants)]


def _was_taken(declaration: ModelDeclaration, applicants: pd.DataFrame) -> np.ndarray:
    rate = score_frame(fit_scorecard(declaration, applicants), applicants)["pd_rate"].to_numpy()
    luck = np.random.default_rng(1).normal(0, 0.03, len(rate))
    return rate + luck < np.quantile(rate, 0.67)


@pytest.mark.parametrize("method", METHODS)
def test_every_applicant_counts_once(
    declaration: ModelDeclaration, accepted: pd.DataFrame, refused: pd.DataFrame, method: str
) -> None:
    made = augmented(declaration, accepted, refused.drop(columns="is_bad"), Assumption(method, 1.5))
    assert made.weight.sum() == pytest.approx(len(accepted) + len(refused))
    again = augmented(declaration, accepted, refused.drop(columns="is_bad"), Assumption(method, 1.5))
    assert made.rows["is_bad"].tolist() == again.rows["is_bad"].tolist()


@pytest.mark.parametrize("method", ["fuzzy", "parcelling"])
def test_a_right_assumption_comes_nearer_to_the_truth_than_leaving_the_refused_out(
    declaration: ModelDeclaration, accepted: pd.DataFrame, refused: pd.DataFrame, method: str
) -> None:
    truth = pd.concat([accepted, refused])["is_bad"].mean()
    made = augmented(declaration, accepted, refused.drop(columns="is_bad"), Assumption(method, 1.0))
    inferred = np.average(made.rows["is_bad"], weights=made.weight)
    assert abs(inferred - truth) < abs(accepted["is_bad"].mean() - truth) / 2


def test_the_band_of_what_follows_widens_with_the_assumption_and_names_it(
    declaration: ModelDeclaration, accepted: pd.DataFrame, refused: pd.DataFrame
) -> None:
    assumed = [Assumption("fuzzy", riskier) for riskier in (1.0, 2.0, 4.0)]
    table = sensitivity(declaration, accepted, refused, assumed)
    assert table["assumption"].iloc[0] == "none"
    assert table["bad_rate"].is_monotonic_increasing
    assert "4 times the odds" in table["assumption"].iloc[3]


def test_those_who_pass_are_those_whom_the_policy_passes(
    declaration: ModelDeclaration, accepted: pd.DataFrame, refused: pd.DataFrame
) -> None:
    """Whole points, and a stricter cut for those without a telecom profile."""
    zones = score_frame(fit_scorecard(declaration, accepted), accepted)["zone_code"]
    told = sensitivity(declaration, accepted, refused, [])
    assert told["pass_rate"].item() == pytest.approx((zones == "PASS").mean())
    assert told["passed_bad_rate"].item() == pytest.approx(accepted["is_bad"][zones == "PASS"].mean())


def test_an_assumption_that_nobody_made_is_refused(
    declaration: ModelDeclaration, accepted: pd.DataFrame, refused: pd.DataFrame
) -> None:
    with pytest.raises(ContractFault, match="no method of reject inference"):
        Assumption("hope", 1.0)
    with pytest.raises(ContractFault, match="cannot be assumed safer"):
        Assumption("fuzzy", 0.5)
    with pytest.raises(DataFault, match="no refused applicants"):
        augmented(declaration, accepted, refused.iloc[:0], Assumption("fuzzy", 1.0))
