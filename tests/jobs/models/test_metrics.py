from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from jobs.lakehouse.errors import ContractFault, DataFault
from jobs.models.bands import band_table, cutoffs, gains_table, outcome_by_band
from jobs.models.metrics import (
    GroupedOutcome,
    Sample,
    area_under_curve,
    gini,
    kolmogorov_smirnov,
    outcome_by_score,
    recall,
    separation,
)

# The published table of an in-loan score, ten bands of equal count, safest first.
BAD_RATES = np.array([0.096, 0.178, 0.236, 0.274, 0.361, 0.411, 0.486, 0.562, 0.611, 0.699])
CUMULATIVE_BAD = [9.6, 13.7, 17.0, 19.6, 22.9, 25.9, 29.2, 32.6, 35.7, 39.1]

outcomes = st.lists(st.tuples(st.integers(300, 900), st.booleans()), min_size=4, max_size=80).filter(
    lambda rows: len({is_bad for _, is_bad in rows}) == 2
)


@pytest.fixture
def published() -> GroupedOutcome:
    return GroupedOutcome((1 - BAD_RATES) * 10_000, BAD_RATES * 10_000)


def test_the_published_band_table_gives_its_published_separation(published: GroupedOutcome) -> None:
    assert round(kolmogorov_smirnov(published), 4) == 0.3409
    assert round(area_under_curve(published), 4) == 0.7261
    assert gini(published) == pytest.approx(2 * 0.7261 - 1, abs=1e-4)


def test_the_published_band_table_gives_its_published_cumulative_bad_rates(published: GroupedOutcome) -> None:
    table = band_table(published)
    assert (table["cumulative_bad_rate"] * 100).round(1).tolist() == CUMULATIVE_BAD
    assert table["cumulative_pass_rate"].round(6).tolist() == [share / 10 for share in range(1, 11)]


def test_refusing_the_worst_band_of_the_published_table_catches_its_share_of_bad(
    published: GroupedOutcome,
) -> None:
    gains = gains_table(published)
    assert gains["refused_share"].iloc[0] == pytest.approx(0.1)
    assert gains["bad_caught_share"].iloc[0] == pytest.approx(0.699 / BAD_RATES.sum())
    assert gains["bad_caught_share"].iloc[-1] == pytest.approx(1.0)


@settings(deadline=None)
@given(outcomes)
def test_the_area_equals_that_of_a_reference_implementation(rows: list[tuple[int, bool]]) -> None:
    score, is_bad = map(np.array, zip(*rows, strict=True))
    assert area_under_curve(outcome_by_score(score, is_bad)) == pytest.approx(roc_auc_score(is_bad, -score))


@settings(deadline=None)
@given(outcomes)
def test_separation_does_not_depend_on_the_scale_of_the_score(rows: list[tuple[int, bool]]) -> None:
    score, is_bad = map(np.array, zip(*rows, strict=True))
    one, other = outcome_by_score(score, is_bad), outcome_by_score(score * 3.0 - 7, is_bad)
    assert area_under_curve(one) == pytest.approx(area_under_curve(other))
    assert kolmogorov_smirnov(one) == pytest.approx(kolmogorov_smirnov(other))
    assert 0.0 <= kolmogorov_smirnov(one) <= 1.0


@pytest.mark.parametrize(
    ("left_out", "sentence"),
    [
        ({"positive_class": ""}, "names no positive class"),
        ({"definition": ""}, "has no definition"),
        ({"weighting": ""}, "says nothing of weighting"),
        ({"base_rate": float("nan")}, "has the base rate nan"),
        ({"base_rate": 14.36}, "give the share of the positive class"),
    ],
)
def test_a_figure_that_does_not_say_what_it_was_measured_on_is_refused(
    left_out: dict[str, object], sentence: str
) -> None:
    said = {"definition": "closed loans", "rows": 100, "base_rate": 0.14, "positive_class": "bad", "weighting": "none"}
    assert Sample("test", **said).rows == 100
    with pytest.raises(ContractFault, match=sentence):
        Sample("test", **{**said, **left_out})


def test_every_figure_carries_its_sample(published: GroupedOutcome) -> None:
    sample = Sample("published", "ten bands of equal count", 100_000, 0.391, "bad", weighting="re-weighted")
    figures = separation(sample, published)
    assert [figure.name for figure in figures] == ["auc", "ks", "gini"]
    assert {figure.sample.weighting for figure in figures} == {"re-weighted"}


def test_recall_counts_the_named_positive_class() -> None:
    sample = Sample("test", "four loans", 4, 0.5, "bad", "none")
    assert recall(sample, np.array([1, 1, 0, 0]), np.array([1, 0, 1, 0])).value == 0.5


def test_a_sample_of_one_class_has_no_separation() -> None:
    with pytest.raises(DataFault, match="holds both"):
        outcome_by_score(np.array([500, 510]), np.array([0, 0]))


def test_a_score_that_many_rows_have_is_cut_as_if_each_row_stood_there() -> None:
    score, rows = np.array([500, 480, 470, 450]), np.array([4, 1, 3, 2])
    assert cutoffs(score, 5, rows) == cutoffs(np.repeat(score, rows), 5)


@pytest.mark.parametrize(
    ("score", "expected"),
    [([700] * 15 + list(range(500, 585)), (579, 569)), ([700] * 100, ()), ([700] * 99 + [600], ())],
)
def test_no_band_is_empty_where_more_than_a_band_share_the_highest_score(
    score: list[int], expected: tuple[int, ...]
) -> None:
    cuts = cutoffs(np.array(score), 10)
    assert cuts[:2] == expected
    number = 1 + (np.array(score)[:, None] <= np.array(cuts)).sum(axis=1)
    assert sorted(set(number.tolist())) == list(range(1, len(cuts) + 2))


def test_bands_hold_equal_counts_and_keep_scores_at_a_cut_below_it() -> None:
    score = np.arange(401, 501)
    cuts = cutoffs(score, 10)
    assert cuts == (490, 480, 470, 460, 450, 440, 430, 420, 410)
    number = 1 + (score[:, None] <= np.array(cuts)).sum(axis=1)
    outcome = outcome_by_band(number, score < 450, 10)
    assert (outcome.good + outcome.bad).tolist() == [10.0] * 10
