from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.models.optimal_bins import FEWEST_PER_CLASS, BinLimits, coarse_starts, optimal_starts

groups = st.lists(st.tuples(st.integers(1, 60), st.floats(0, 1)), min_size=1, max_size=9)


def _value(rows: np.ndarray, bad: np.ndarray, starts: tuple[int, ...], limits: BinLimits) -> float:
    held, bads = np.add.reduceat(rows, starts), np.add.reduceat(bad, starts)
    share_bad, share_good = bads / limits.all_bad, (held - bads) / (limits.all_rows - limits.all_bad)
    return float(((share_bad - share_good) * np.log(share_bad / share_good)).sum())


def _is_allowed(rows: np.ndarray, bad: np.ndarray, starts: tuple[int, ...], sign: int, limits: BinLimits) -> bool:
    held, bads = np.add.reduceat(rows, starts), np.add.reduceat(bad, starts)
    enough = (held >= limits.least_rows) & (np.minimum(bads, held - bads) >= FEWEST_PER_CLASS)
    return bool(enough.all() and (np.diff(bads / held) * sign > 0).all())


@settings(deadline=None, max_examples=60)
@given(groups, st.integers(1, 5), st.integers(0, 40), st.sampled_from([("rises", 1), ("falls", -1)]))
def test_no_other_cut_within_the_limits_has_more_information(
    found: list[tuple[int, float]], most: int, least: int, direction: tuple[str, int]
) -> None:
    rows = np.array([count for count, _ in found], dtype=float)
    bad = np.floor(rows * [share for _, share in found])
    limits, trend = BinLimits(most, float(least), rows.sum(), bad.sum()), direction[0]
    every = ((0, *cuts) for bins in range(1, most + 1) for cuts in combinations(range(1, len(rows)), bins - 1))
    allowed = [starts for starts in every if _is_allowed(rows, bad, starts, direction[1], limits)]
    chosen = optimal_starts(rows, bad, trend, limits)
    if not allowed:
        assert chosen == (0,)
        return
    assert chosen in allowed
    best = max(_value(rows, bad, starts, limits) for starts in allowed)
    assert _value(rows, bad, chosen, limits) == pytest.approx(best)


def test_without_a_direction_the_better_one_is_taken() -> None:
    rows = np.full(6, 100.0)
    falling = np.array([60.0, 50, 40, 30, 20, 10])
    limits = BinLimits(6, 50.0, 600.0, falling.sum())
    assert optimal_starts(rows, falling, "auto", limits) == (0, 1, 2, 3, 4, 5)
    assert optimal_starts(rows, falling, "rises", limits) == (0,)


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=400), st.integers(2, 50))
def test_many_groups_become_few_and_none_is_lost(counts: list[int], finest: int) -> None:
    rows = np.array(counts, dtype=float)
    starts = coarse_starts(rows, finest)
    assert starts[0] == 0
    assert (np.diff(starts) > 0).all()
    assert len(starts) <= finest
    assert np.add.reduceat(rows, starts).sum() == rows.sum()


def test_a_value_that_many_rows_share_stands_alone() -> None:
    rows = np.ones(300)
    rows[150] = 200.0
    starts = list(coarse_starts(rows, 50))
    assert 150 in starts
    assert 151 in starts
