"""How sure a figure is: intervals of 95 % for areas, shares and anything else that is measured on a sample."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm, rankdata

TWO_SIDED = float(norm.ppf(0.975))
ROUNDS, SEED = 200, 20260601

Statistic = Callable[[np.ndarray, np.ndarray], float]


@dataclass(frozen=True)
class Interval:
    """A figure with the bounds between which it lies in 95 of 100 samples."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.4f} ({self.low:.4f} to {self.high:.4f})"


def area_interval(rate: np.ndarray, is_bad: np.ndarray) -> Interval:
    """AUC with the variance of DeLong, DeLong and Clarke-Pearson (1988); ties count half."""
    of_bad, of_good = _placements(rate, is_bad)
    error = np.sqrt(_variance(of_bad) + _variance(of_good))
    return _bounded(float(of_bad.mean()), float(error), 0.0, 1.0)


def area_difference(rate: np.ndarray, other: np.ndarray, is_bad: np.ndarray) -> Interval:
    """AUC of one score less that of another one on the same rows: their errors go together (DeLong, 1988)."""
    bads, goods = zip(_placements(rate, is_bad), _placements(other, is_bad), strict=True)
    apart = [one - two for one, two in (bads, goods)]
    error = np.sqrt(sum(_variance(part) for part in apart))
    return _bounded(float(bads[0].mean() - bads[1].mean()), float(error), -1.0, 1.0)


def bootstrapped(statistic: Statistic, rate: np.ndarray, is_bad: np.ndarray, seed: int = SEED) -> Interval:
    """A statistic between 0 and 1 of probabilities and outcomes, with its basic bootstrap interval.

    What resampled rows give differs from the figure as the figure differs from the truth (Davison and Hinkley, 1997,
    section 5.2), so the quantiles are turned round the figure. Unturned they lie too high for KS, a maximum, which
    grows with resampling. Good and bad are resampled by themselves, so no round lacks a class; the same seed gives the
    same interval.
    """
    source, classes = np.random.default_rng(seed), [np.flatnonzero(is_bad == one) for one in (0, 1)]
    drawn = (np.concatenate([source.choice(rows, len(rows)) for rows in classes]) for _ in range(ROUNDS))
    found = [statistic(rate[rows], is_bad[rows]) for rows in drawn]
    value, (low, high) = statistic(rate, is_bad), np.quantile(found, [0.025, 0.975])
    return Interval(value, max(0.0, float(2.0 * value - high)), min(1.0, float(2.0 * value - low)))


def share(count: float, rows: float) -> Interval:
    """A share with the interval of Wilson (1927), which keeps within 0 and 1 however few rows there are."""
    if rows == 0:
        return Interval(float("nan"), 0.0, 1.0)
    value, square = count / rows, TWO_SIDED**2
    middle = (value + square / (2 * rows)) / (1 + square / rows)
    half = TWO_SIDED / (1 + square / rows) * np.sqrt(value * (1 - value) / rows + square / (4 * rows**2))
    return Interval(value, max(0.0, float(middle - half)), min(1.0, float(middle + half)))


def difference(one: Interval, other: Interval) -> Interval:
    """The difference of two shares of different rows, by the method of Newcombe (1998, number 10)."""
    value = one.value - other.value
    below = np.hypot(one.value - one.low, other.high - other.value)
    above = np.hypot(one.high - one.value, other.value - other.low)
    return Interval(value, float(value - below), float(value + above))


def _placements(rate: np.ndarray, is_bad: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each bad row the share of good ones that it is riskier than, for each good one the share of riskier bad."""
    bad = np.asarray(is_bad, dtype=bool)
    rank = rankdata(rate)
    bads, goods = bad.sum(), (~bad).sum()
    of_bad = (rank[bad] - rankdata(rate[bad])) / goods
    of_good = 1.0 - (rank[~bad] - rankdata(rate[~bad])) / bads
    return of_bad, of_good


def _variance(values: np.ndarray) -> float:
    return float(values.var(ddof=1) / len(values)) if len(values) > 1 else 0.0


def _bounded(value: float, error: float, least: float, most: float) -> Interval:
    return Interval(value, max(least, value - TWO_SIDED * error), min(most, value + TWO_SIDED * error))
