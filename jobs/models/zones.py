"""What the policy zones of a score hold: how many applicants each takes, and how many of them turned out bad."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from jobs.models.intervals import share

ZONES = ("PASS", "MANUAL", "REJECT")
COLUMNS = (
    *("zone", "rows", "share", "share_low", "share_high"),
    *("bad", "bad_rate", "bad_rate_low", "bad_rate_high", "expected_bad_rate"),
)


def zone_table(scored: pd.DataFrame) -> pd.DataFrame:
    """A line for each zone, also for one that takes nobody; shares are of all rows, rates of those in the zone.

    ``expected_bad_rate`` is the mean probability of the zone, beside the rate that was seen; intervals are of 95 %.
    """
    return pd.DataFrame(_lines(scored), columns=COLUMNS)


def _lines(scored: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    for zone in ZONES:
        inside = scored[scored["zone_code"] == zone]
        rows, bad = len(inside), int(inside["is_bad"].sum())
        taken, rate = share(rows, len(scored)), share(bad, rows)
        yield (
            *(zone, rows, taken.value, taken.low, taken.high),
            *(bad, rate.value, rate.low, rate.high, float(inside["pd_rate"].mean())),
        )
