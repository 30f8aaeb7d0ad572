"""The regression finds the coefficients that scikit-learn finds, from patterns of bins instead of rows."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from jobs.models import evidence
from jobs.models.evidence import Patterns
from jobs.models.regression import regression
from jobs.models.scorecard import FIRST_LETTER

BINS = 5


def _drawn(rows: int, variables: int, seed: int) -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
    """Bins of each row, whether it is bad, and the weights of evidence of the bins of each variable."""
    source = np.random.default_rng(seed)
    bins = source.integers(0, BINS, (rows, variables))
    weights = [np.sort(source.normal(size=BINS)) for _ in range(variables)]
    odds = -2.0 + _evidence(bins, weights) @ source.uniform(-0.2, 1.2, variables)
    return bins, source.random(rows) < 1.0 / (1.0 + np.exp(-odds)), weights


def _evidence(bins: np.ndarray, weights: list[np.ndarray]) -> np.ndarray:
    return np.column_stack([one[bins[:, place]] for place, one in enumerate(weights)])


def _patterns(bins: np.ndarray, is_bad: np.ndarray) -> Patterns:
    letters = (bins + ord(FIRST_LETTER)).astype(np.uint8).view(f"S{bins.shape[1]}").ravel()
    found, place = np.unique(letters, return_inverse=True)
    return Patterns(found, np.bincount(place).astype(float), np.bincount(place, weights=is_bad))


@pytest.mark.parametrize("seed", range(4))
def test_it_agrees_with_scikit_learn(seed: int) -> None:
    bins, is_bad, weights = _drawn(6000, 5, seed)
    reference = LogisticRegression(C=0.5, solver="newton-cholesky", tol=1e-12, max_iter=200)
    reference.fit(_evidence(bins, weights), is_bad)
    intercept, coefficients = regression(weights, _patterns(bins, is_bad), 0.5)
    assert intercept == pytest.approx(reference.intercept_[0], abs=1e-7)
    assert coefficients == pytest.approx(reference.coef_[0], abs=1e-7)


def test_blocks_leave_no_pattern_out(monkeypatch: pytest.MonkeyPatch) -> None:
    bins, is_bad, weights = _drawn(3000, 4, seed=9)
    patterns = _patterns(bins, is_bad)
    whole = regression(weights, patterns, 1.0)
    monkeypatch.setattr(evidence, "BLOCK", 7)
    intercept, coefficients = regression(weights, patterns, 1.0)
    assert [intercept, *coefficients] == pytest.approx([whole[0], *whole[1]], abs=1e-9)


def test_the_coefficients_do_not_hang_on_the_number_of_threads() -> None:
    bins, is_bad, weights = _drawn(20_000, 40, seed=11)
    patterns = _patterns(bins, is_bad)
    found = []
    for threads in (1, 2):
        with threadpool_limits(limits=threads):
            found.append(regression(weights, patterns, 1.0))
    assert found[0] == found[1]


def test_the_coefficients_are_kept_to_twelve_decimals_so_that_no_processor_shows() -> None:
    bins, is_bad, weights = _drawn(2_000, 3, seed=12)
    intercept, coefficients = regression(weights, _patterns(bins, is_bad), 1.0)
    assert all(round(one, 12) == one for one in (intercept, *coefficients))


def test_a_variable_without_evidence_has_the_coefficient_zero_and_no_sign() -> None:
    """Noise of the fifteenth decimal below zero was told as a variable against its direction."""
    bins, is_bad, weights = _drawn(2_000, 2, seed=13)
    flat = np.full(BINS, 0.7)
    coefficients = regression([*weights, flat], _patterns(bins[:, [0, 1, 1]].copy(), is_bad), 1.0)[1]
    assert str(coefficients[2]) == "0.0"


def test_a_bin_in_which_everybody_is_bad_has_an_end() -> None:
    bins, _, weights = _drawn(2000, 2, seed=3)
    intercept, coefficients = regression(weights, _patterns(bins, bins[:, 0] == BINS - 1), 1.0)
    assert np.isfinite([intercept, *coefficients]).all()
    assert coefficients[0] > 1.0


def test_a_variable_and_its_copy_share_its_weight() -> None:
    bins, is_bad, weights = _drawn(4000, 1, seed=5)
    twice = regression([weights[0]] * 2, _patterns(np.repeat(bins, 2, axis=1), is_bad), 1.0)[1]
    assert twice[0] == pytest.approx(twice[1], abs=1e-9)
