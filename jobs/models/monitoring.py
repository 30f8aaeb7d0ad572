"""When a model in use needs a look: many figures are watched every month, so chance alone would cry out each time.

Each figure of a window becomes how often chance alone gives so much (its chance). Of all figures of a window, those are
alarms that stand after control of the false discovery rate; and only a figure that is an alarm in k of the last n
windows asks for retraining, because one bad month is weather.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import binomtest, chi2_contingency, fisher_exact
from scipy.stats.contingency import expected_freq

from jobs.models.stability import Shift, shift

FALSE_DISCOVERIES = 0.05
FEWEST_EXPECTED = 5.0  # in a cell; below it chi-square is no longer what chance gives (Cochran, 1954)


@dataclass(frozen=True)
class Watched:
    """One figure of one window: what it is, its value, and how often chance alone gives so much."""

    name: str
    value: float
    chance: float


@dataclass(frozen=True)
class Patience:
    """How many of the latest windows must raise a figure before somebody is asked to retrain."""

    alarms: int
    windows: int


def drift(name: str, expected: Sequence[float], found: Sequence[float]) -> Watched:
    """The shift of a score or a variable over its bins, against the counts of the training sample."""
    seen: Shift = shift(expected, found)
    return Watched(name, seen.value, seen.chance)


def hit_rate(name: str, expected: tuple[int, int], found: tuple[int, int]) -> Watched:
    """The share of people a purchase found, against the training sample; each pair is (found, asked).

    Exact where few were asked. A broken match looks like a riskier population, so it is watched by itself.
    """
    table = np.array([[hits, asked - hits] for hits, asked in (expected, found)], dtype=float)
    value = found[0] / found[1]
    if table.sum(axis=0).min() == 0:
        return Watched(name, value, 1.0)
    if expected_freq(table).min() < FEWEST_EXPECTED:
        return Watched(name, value, float(fisher_exact(table).pvalue))
    return Watched(name, value, float(chi2_contingency(table, correction=True).pvalue))


def calibration_on_closed(name: str, expected_bad_rate: float, bad: int, rows: int) -> Watched:
    """The bad rate of loans whose window has closed, against the one that the score gave them; an exact test."""
    return Watched(name, bad / rows, float(binomtest(bad, rows, expected_bad_rate).pvalue))


def alarms(window: Sequence[Watched], rate: float = FALSE_DISCOVERIES) -> frozenset[str]:
    """The figures that are more than chance among all that were looked at (Benjamini and Hochberg, 1995).

    Of the figures it names, at most ``rate`` are false on average, however many are watched.
    """
    ordered = sorted(window, key=lambda one: one.chance)
    limits = (rate * place / len(ordered) for place in range(1, len(ordered) + 1))
    kept = [place for place, (one, limit) in enumerate(zip(ordered, limits, strict=True)) if one.chance <= limit]
    return frozenset(one.name for one in ordered[: max(kept, default=-1) + 1])


def asks_for_retraining(windows: Sequence[Sequence[Watched]], patience: Patience) -> Mapping[str, int]:
    """Figures that were alarms in enough of the latest windows, with in how many; the latest window stands last."""
    raised = [alarms(window) for window in windows[-patience.windows :]]
    counts = {name: sum(name in one for one in raised) for name in sorted(frozenset().union(*raised))}
    return {name: count for name, count in counts.items() if count >= patience.alarms}
