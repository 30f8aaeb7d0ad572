from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyspark.sql import SparkSession

from jobs.lakehouse.errors import DataFault
from jobs.models.expressions import score_rows
from jobs.models.scorecard import Scorecard
from jobs.models.scoring import band, points, score_frame
from jobs.models.split import Samples

WHOLE = ["score", "band_number", "zone_code", *(f"reason_{number}_code" for number in range(1, 5))]


def _awkward(rows: pd.DataFrame) -> pd.DataFrame:
    """Real rows and every hole: blanks, unknown codes, unknown flags, values at the edges of bins."""
    frame = rows.head(400).reset_index(drop=True).astype({"has_telecom_profile": object})
    frame.loc[0:9, "monthly_income_amount"] = np.nan
    frame.loc[10:19, "housing_type_code"] = None
    frame.loc[20:29, "housing_type_code"] = "BARN"
    frame.loc[30:39, "has_telecom_profile"] = None
    frame.loc[40:49, "telecom_tenure_months"] = np.nan
    frame.loc[50:59, "age_years"] = 10_000.0
    return frame


@pytest.fixture(scope="session")
def awkward(samples: Samples, scorecard: Scorecard) -> pd.DataFrame:
    frame = _awkward(samples.test)
    edges = [one.upper for one in scorecard.characteristics[1].bins if one.upper is not None]
    frame.loc[60 : 59 + len(edges), "telecom_tenure_months"] = edges
    return frame


@pytest.mark.parametrize("times", [1, 8], ids=["as declared", "of 72 variables"])
def test_the_engine_scores_exactly_as_the_reference(
    spark: SparkSession, scorecard: Scorecard, awkward: pd.DataFrame, times: int
) -> None:
    scorecard = scorecard.model_copy(update={"characteristics": scorecard.characteristics * times})
    sent = awkward.drop(columns=["originated_date", "is_bad"]).astype(object)
    rows = spark.createDataFrame(sent.where(sent.notna(), None), _schema(sent))
    scored = score_rows(scorecard, rows, keep=["loan_id"]).toPandas().set_index("loan_id").loc[awkward["loan_id"]]
    expected = score_frame(scorecard, awkward).set_axis(awkward["loan_id"])
    assert np.abs(scored["pd_rate"] - expected["pd_rate"]).max() <= 1e-12
    for name in WHOLE:
        assert scored[name].tolist() == expected[name].tolist(), name


def _schema(frame: pd.DataFrame) -> str:
    special = {"loan_id": "string", "housing_type_code": "string", "has_telecom_profile": "boolean"}
    return ", ".join(f"{name} {special.get(name, 'double')}" for name in frame.columns)


def test_a_scorecard_survives_json_unchanged(scorecard: Scorecard) -> None:
    again = Scorecard.from_json(scorecard.to_json())
    assert again == scorecard
    assert again.sha256 == scorecard.sha256


def test_the_version_given_by_the_registry_is_no_part_of_the_digest(scorecard: Scorecard) -> None:
    assert scorecard.with_version("7").sha256 == scorecard.sha256


def test_something_else_than_a_scorecard_is_refused() -> None:
    with pytest.raises(DataFault, match="train and register"):
        Scorecard.from_json('{"name": "credit_score", "code": "import os"}')


@settings(deadline=None)
@given(odds=st.lists(st.floats(-30, 30), min_size=2, max_size=50))
def test_the_score_is_bounded_and_falls_as_the_probability_rises(scorecard: Scorecard, odds: list[float]) -> None:
    score = points(scorecard, np.sort(odds))
    assert (np.diff(score) <= 0).all()
    assert score.min() >= 300
    assert score.max() <= 900
    assert (np.diff(band(scorecard, score)) >= 0).all()


def test_twenty_points_double_the_odds_and_468_is_even(scorecard: Scorecard) -> None:
    odds = np.log([1.0, 0.5, 0.25, 2.0])
    assert points(scorecard, odds).tolist() == [468, 488, 508, 448]


def _scores_along(scorecard: Scorecard, samples: Samples, name: str, values: list[float]) -> np.ndarray:
    """Scores of one customer as a single value grows."""
    one = samples.test[samples.test["has_telecom_profile"]].head(1)
    rows = one.loc[one.index.repeat(len(values))].reset_index(drop=True)
    return score_frame(scorecard, rows.assign(**{name: sorted(values)}))["score"].to_numpy()


@settings(max_examples=25, deadline=None)
@given(tenures=st.lists(st.floats(0, 400), min_size=2, max_size=60))
def test_longer_tenure_never_costs_points(scorecard: Scorecard, samples: Samples, tenures: list[float]) -> None:
    assert (np.diff(_scores_along(scorecard, samples, "telecom_tenure_months", tenures)) >= 0).all()


@settings(max_examples=25, deadline=None)
@given(spendings=st.lists(st.floats(0, 4000), min_size=2, max_size=60))
def test_more_game_spending_never_gains_points(scorecard: Scorecard, samples: Samples, spendings: list[float]) -> None:
    assert (np.diff(_scores_along(scorecard, samples, "game_spend_amount", spendings)) <= 0).all()


def test_people_without_purchased_data_have_a_policy_of_their_own(scorecard: Scorecard, samples: Samples) -> None:
    scored = score_frame(scorecard, samples.test)
    known = samples.test["has_telecom_profile"].astype(bool)
    assert 505 <= scored["score"][known & (scored["zone_code"] == "PASS")].min() < 515
    assert scored["score"][~known & (scored["zone_code"] == "PASS")].min() >= 515
    assert (scored["score"][~known & (scored["zone_code"] == "MANUAL")] > 505).any()


def test_a_scorecard_without_policies_and_special_values_keeps_the_digest_it_had(scorecard: Scorecard) -> None:
    plain = scorecard.model_copy(update={"without": ()}).to_json()
    assert '"without"' not in plain
    assert '"special"' not in plain
    assert '"without"' in scorecard.to_json()
    assert Scorecard.from_json(plain).to_json() == plain


def test_reasons_are_distinct_and_never_name_what_could_not_be_purchased(
    scorecard: Scorecard, samples: Samples
) -> None:
    scored = score_frame(scorecard, samples.test)
    reasons = scored[[f"reason_{number}_code" for number in range(1, 5)]]
    without = reasons[~samples.test["has_telecom_profile"].astype(bool)]
    purchased = {item.reason for item in scorecard.characteristics if item.needs}
    assert not without.isin(purchased).any(axis=None)
    assert without.eq("NO_TELECOM_PROFILE").any(axis=1).all()
    assert all(row.dropna().is_unique for _, row in reasons.head(200).iterrows())


def test_who_does_not_pass_is_told_at_least_three_reasons(scorecard: Scorecard, samples: Samples) -> None:
    scored = score_frame(scorecard, pd.concat(samples.named().values()))
    refused = scored[scored["zone_code"] != "PASS"]
    assert len(refused) > 500
    assert refused["reason_3_code"].notna().all()
    assert scored["reason_3_code"].notna().mean() > 0.95


def test_the_perfect_customer_is_given_no_reason(scorecard: Scorecard, samples: Samples) -> None:
    best = {}
    for item in scorecard.characteristics:
        one = min(item.bins, key=lambda candidate: candidate.weight)
        known = one.codes[0] if one.codes else one.lower if one.lower is not None else one.upper - 1.0
        best[item.name] = known == "true" if item.kind == "flag" else known
    scored = score_frame(scorecard, samples.test.head(1).assign(**best))
    assert scored.filter(like="reason").isna().all(axis=None)
    assert scored["zone_code"].item() == "PASS"
    assert scored["band_number"].item() == 1
