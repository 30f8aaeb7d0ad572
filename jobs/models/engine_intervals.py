"""Intervals of shares as column expressions, for tables with more groups than anybody would send to Python."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F
from scipy.stats import norm

CONFIDENCE = 0.95


def share_bounds(count: Column, rows: Column, looks: int = 1) -> tuple[Column, Column]:
    """Lower and upper bound of a share by Wilson (1927); 0 and 1 without rows.

    With ``looks`` the interval is so wide that as many of them all hold in 95 of 100 samples (Bonferroni).
    """
    deviations = float(norm.ppf(1.0 - (1.0 - CONFIDENCE) / (2.0 * looks)))
    square, size = deviations**2, F.when(rows > 0, rows.cast("double"))
    share, stretch = count / size, F.lit(1.0) + F.lit(square) / size
    middle = (share + F.lit(square / 2.0) / size) / stretch
    spread = F.sqrt(share * (F.lit(1.0) - share) / size + F.lit(square / 4.0) / (size * size))
    half = F.lit(deviations) / stretch * spread
    return F.greatest(F.lit(0.0), middle - half), F.least(F.lit(1.0), middle + half)
