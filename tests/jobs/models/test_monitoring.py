from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.lakehouse.errors import DataFault
from jobs.models.monitoring import (
    Patience,
    Watched,
    alarms,
    asks_for_retraining,
    calibration_on_closed,
    drift,
    hit_rate,
)
from jobs.models.stability import shift

BANDS = np.full(10, 0.1)


def _drawn(rows: int, shares: np.ndarray = BANDS, seed: int = 7) -> np.ndarray:
    return np.random.default_rng(seed).multinomial(rows, shares)


def test_the_limit_holds_for_95_of_100_pairs_of_samples_whatever_their_size() -> None:
    for rows in (200, 2_000, 50_000):
        pairs = [shift(_drawn(5_000, seed=one), _drawn(rows, seed=1_000 + one)) for one in range(400)]
        assert np.mean([one.value > one.limit for one in pairs]) == pytest.approx(0.05, abs=0.03), rows


def test_bins_that_nobody_is_in_change_neither_the_index_nor_its_chance() -> None:
    expected, found = _drawn(40_000), _drawn(400, seed=8)
    padded = shift([*expected, 0, 0, 0, 0, 0], [*found, 0, 0, 0, 0, 0])
    assert padded == shift(expected, found)


def test_the_same_index_is_chance_on_a_small_sample_and_a_shift_on_a_large_one() -> None:
    moved = np.array([0.13, 0.12, 0.11, 0.10, 0.10, 0.10, 0.09, 0.09, 0.08, 0.08])
    small, large = (shift(BANDS * rows, moved * rows) for rows in (300, 30_000))
    assert small.value == pytest.approx(large.value)
    assert small.value < small.limit
    assert large.value > large.limit


def test_a_band_that_nobody_is_in_any_more_is_a_shift_and_no_infinity() -> None:
    found = shift([100, 100, 100], [0, 150, 150])
    assert np.isfinite(found.value)
    assert found.value > found.limit


def test_an_empty_sample_has_no_shift() -> None:
    with pytest.raises(DataFault, match="wait until both have rows"):
        shift([100, 100], [0, 0])


def test_a_broken_match_is_seen_at_once() -> None:
    assert hit_rate("hits", (8_000, 10_000), (1_500, 2_000)).chance < 1e-4
    assert hit_rate("hits", (8_000, 10_000), (1_598, 2_000)).chance > 0.5
    assert hit_rate("hits", (100, 100), (50, 50)).chance == 1.0


def test_the_hit_rate_of_few_people_is_judged_exactly() -> None:
    # Both were found though nine of ten never are: (1000 choose 2) of (10002 choose 2) ways, and no way as rare.
    missed = hit_rate("hits", (998, 10_000), (2, 2)).chance
    assert missed == pytest.approx((1_000 * 999) / (10_002 * 10_001))


def test_a_bad_rate_that_the_score_did_not_expect_is_seen() -> None:
    assert calibration_on_closed("bad", 0.10, 160, 1_000).chance < 1e-6
    assert calibration_on_closed("bad", 0.10, 103, 1_000).chance > 0.5


def test_many_figures_without_a_change_raise_no_alarm_and_a_real_one_does() -> None:
    source = np.random.default_rng(2)
    quiet = [[Watched(f"x{one}", 0.0, chance) for one, chance in enumerate(source.random(50))] for _ in range(200)]
    assert np.mean([bool(alarms(window)) for window in quiet]) <= 0.09
    assert alarms([*quiet[0], Watched("broken", 0.5, 1e-6)]) >= {"broken"}


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.randoms())
def test_the_order_of_the_figures_does_not_matter(chances: list[float], source: object) -> None:
    window = [Watched(f"x{number}", 0.0, chance) for number, chance in enumerate(chances)]
    shuffled = window.copy()
    source.shuffle(shuffled)
    assert alarms(window) == alarms(shuffled)


def test_one_bad_month_asks_for_nothing_and_three_of_the_last_four_do() -> None:
    bad, good = [Watched("score", 0.4, 1e-9), Watched("hits", 0.8, 0.7)], [Watched("score", 0.0, 0.6)]
    patience = Patience(alarms=3, windows=4)
    assert asks_for_retraining([good, good, good, bad], patience) == {}
    assert asks_for_retraining([bad, bad, good, bad], patience) == {"score": 3}
    assert asks_for_retraining([bad, bad, bad, good, good, good, bad], patience) == {}


def test_a_shift_of_a_variable_is_watched_like_any_other_figure() -> None:
    assert drift("score", _drawn(10_000), _drawn(10_000, seed=8)).chance > 0.001
    assert drift("score", _drawn(10_000), _drawn(10_000, np.linspace(0.05, 0.15, 10))).chance < 1e-9
