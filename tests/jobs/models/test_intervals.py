from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm
from sklearn.metrics import roc_auc_score

from jobs.models.calibration import brier, calibration_error, calibration_error_by_chance, calibration_table
from jobs.models.intervals import area_difference, area_interval, bootstrapped, difference, share
from jobs.models.validation import separation_of

pairs = st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=4, max_size=60).filter(
    lambda rows: len({is_bad for _, is_bad in rows}) == 2
)


def _sample(rows: int, seed: int, strength: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    source = np.random.default_rng(seed)
    rate = 1 / (1 + np.exp(-(source.normal(-1.5, strength, rows))))
    return rate, (source.random(rows) < rate).astype(int)


@settings(deadline=None)
@given(pairs)
def test_the_area_in_the_middle_equals_that_of_a_reference_implementation(rows: list[tuple[int, bool]]) -> None:
    rate, is_bad = map(np.array, zip(*rows, strict=True))
    found = area_interval(rate, is_bad)
    assert found.value == pytest.approx(roc_auc_score(is_bad, rate))
    assert 0.0 <= found.low <= found.value <= found.high <= 1.0


def test_the_interval_of_the_area_holds_the_true_one_in_95_of_100_samples() -> None:
    rate, is_bad = _sample(400_000, seed=1)
    truth = roc_auc_score(is_bad, rate)
    found = [area_interval(*_sample(800, seed=2 + one)) for one in range(300)]
    assert np.mean([one.low <= truth <= one.high for one in found]) == pytest.approx(0.95, abs=0.03)


def test_two_scores_of_the_same_rows_are_told_apart_when_their_own_intervals_overlap() -> None:
    rate, is_bad = _sample(4_000, seed=3)
    blurred = rate + np.random.default_rng(4).normal(0, 0.08, len(rate))
    own, other, apart = (
        area_interval(rate, is_bad),
        area_interval(blurred, is_bad),
        area_difference(rate, blurred, is_bad),
    )
    assert other.high > own.low
    assert apart.low > 0.0
    assert apart.value == pytest.approx(own.value - other.value)
    alike = area_difference(rate, rate, is_bad)
    assert (alike.value, alike.low, alike.high) == (0.0, 0.0, 0.0)


def test_a_resampled_interval_is_the_same_for_the_same_seed_and_narrows_with_the_rows() -> None:
    few, many = _sample(500, seed=5), _sample(20_000, seed=5)
    assert bootstrapped(brier, *few) == bootstrapped(brier, *few)
    wide, narrow = bootstrapped(brier, *few), bootstrapped(brier, *many)
    assert narrow.high - narrow.low < wide.high - wide.low
    assert wide.low < wide.value < wide.high


@pytest.mark.parametrize(("bads", "goods", "covered"), [(22, 181, 0.80), (90, 210, 0.91)])
def test_the_interval_of_ks_holds_the_true_one_about_as_often_as_docs_models_md_says(
    bads: int, goods: int, covered: float
) -> None:
    """KS is a maximum, larger on resampled rows than on the rows; the quantiles themselves hold it in 66 and 77 %."""
    apart = norm.ppf(0.70) * np.sqrt(2.0)  # two normal distributions with an area of .70
    truth, source = 2.0 * norm.cdf(apart / 2.0) - 1.0, np.random.default_rng(5)
    is_bad = np.repeat([0, 1], [goods, bads])
    drawn = (source.normal(apart * is_bad, 1.0) for _ in range(300))
    found = [bootstrapped(separation_of, rate, is_bad) for rate in drawn]
    assert np.mean([one.low <= truth <= one.high for one in found]) == pytest.approx(covered, abs=0.05)
    assert all(0.0 <= one.low <= one.high <= 1.0 for one in found)


def test_a_share_of_nobody_is_anything_and_of_everybody_is_not_certain() -> None:
    assert (share(0, 0).low, share(0, 0).high) == (0.0, 1.0)
    assert share(20, 20).low == pytest.approx(0.839, abs=1e-3)  # Wilson's interval as in Newcombe (1998)
    apart = difference(share(56, 70), share(48, 80))
    assert (round(apart.low, 4), round(apart.high, 4)) == (0.0524, 0.3339)  # his worked example


def test_right_probabilities_err_no_more_than_chance_and_wrong_ones_do() -> None:
    rate, is_bad = _sample(20_000, seed=6)
    assert calibration_error(rate, is_bad) < calibration_error_by_chance(rate)
    assert calibration_error(rate * 0.8, is_bad) > calibration_error_by_chance(rate * 0.8)
    assert calibration_table(rate, is_bad)["rows"].sum() == 20_000


def test_a_score_that_knows_the_future_has_no_error() -> None:
    assert brier(np.array([1.0, 0.0]), np.array([1, 0])) == 0.0
