"""Whether a population is still the one a score was made for: PSI, and how much of it chance alone explains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2

from jobs.lakehouse.errors import DataFault

CONFIDENCE = 0.95
LEAST = 0.5  # half a case stands in for none


@dataclass(frozen=True)
class Shift:
    """Population stability index of two samples over the same bands.

    ``limit`` is what 95 of 100 pairs of samples of these sizes stay below although nothing has changed; ``chance`` is
    how often chance alone gives so much.
    """

    value: float
    limit: float
    chance: float
    rows: float


def shift(expected: Sequence[float], found: Sequence[float], confidence: float = CONFIDENCE) -> Shift:
    """The shift from the counts per band that were expected to those found; half a case stands in for none.

    A band that nobody is in, in either, adds nothing: half a case of each would differ by the sizes of the samples.
    Without a change, PSI / (1 / n + 1 / m) follows a chi-square of bands - 1 degrees of freedom (Yurdakul and Naranjo,
    2020, doi 10.21314/JRMV.2020.227): a fixed limit such as 0.25 cries wolf on small samples and sleeps on large ones.
    Raises DataFault where a sample is empty.
    """
    before, after = np.asarray(expected, dtype=float), np.asarray(found, dtype=float)
    if not before.sum() or not after.sum():
        raise DataFault(
            f"A shift between {before.sum():.0f} and {after.sum():.0f} rows says nothing: wait until both have rows."
        )
    spread = 1.0 / before.sum() + 1.0 / after.sum()
    is_filled = (before > 0) | (after > 0)
    shares = [np.maximum(counts[is_filled], LEAST) / counts.sum() for counts in (before, after)]
    value = float(((shares[1] - shares[0]) * np.log(shares[1] / shares[0])).sum())
    bands = int(is_filled.sum())
    limit = limit_at_spread_of_one(bands, confidence) * spread
    return Shift(value, limit, float(chi2.sf(value / spread, _degrees(bands))), float(after.sum()))


def limit_at_spread_of_one(bands: int, confidence: float = CONFIDENCE) -> float:
    """The limit of the index where 1 / n + 1 / m is 1; times that of two samples it is theirs."""
    return float(chi2.ppf(confidence, _degrees(bands)))


def _degrees(bands: int) -> int:
    return max(bands - 1, 1)
