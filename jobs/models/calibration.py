"""Whether a probability means what it says: of those given 10 %, one in ten should turn bad."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jobs.models.intervals import ROUNDS, SEED

GROUPS = 10


def brier(rate: np.ndarray, is_bad: np.ndarray) -> float:
    """Mean squared distance of the probability from what came (Brier, 1950); 0 is perfect."""
    return float(np.mean((np.asarray(rate) - np.asarray(is_bad)) ** 2))


def calibration_error(rate: np.ndarray, is_bad: np.ndarray) -> float:
    """Mean distance of predicted and observed bad rate over ten groups of equal size, 0 to 1."""
    table = calibration_table(rate, is_bad)
    return float(np.average((table["predicted"] - table["seen"]).abs(), weights=table["rows"]))


def calibration_error_by_chance(rate: np.ndarray, seed: int = SEED) -> float:
    """The calibration error that 95 of 100 samples of these rows stay below although every probability is right.

    An error of absolute distances is never 0 on a sample: only beyond this does it say something about the score.
    """
    source = np.random.default_rng(seed)
    drawn = ((source.random(len(rate)) < rate).astype(float) for _ in range(ROUNDS))
    return float(np.quantile([calibration_error(rate, outcome) for outcome in drawn], 0.95))


def calibration_table(rate: np.ndarray, is_bad: np.ndarray) -> pd.DataFrame:
    """Columns predicted, seen (bad rates) and rows, for ten groups of about equal size, safest first."""
    order = np.argsort(rate, kind="stable")
    parts = np.array_split(order, min(GROUPS, len(order)))
    lines = [(rate[rows].mean(), is_bad[rows].mean(), len(rows)) for rows in parts]
    return pd.DataFrame(lines, columns=["predicted", "seen", "rows"])
