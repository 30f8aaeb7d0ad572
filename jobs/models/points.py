"""The scorecard as people read it: one line per bin, with the points it gives."""

from __future__ import annotations

import pandas as pd

from jobs.models.scorecard import Bin, Characteristic, Scorecard


def points_table(scorecard: Scorecard) -> pd.DataFrame:
    """Bins in order with rows, bad rate, weight of evidence and points; the first line is what everybody gets."""
    base = {"variable": "everybody", "bin": "base points", "points": scorecard.base_points}
    lines = [_line(scorecard, item, one) for item in scorecard.characteristics for one in item.every_bin]
    table = pd.DataFrame([base, *lines], columns=["variable", "bin", "rows", "bad_rate", "woe", "points"])
    return table.astype({"rows": "Int64"}).round({"bad_rate": 4, "woe": 4, "points": 1})


def _line(scorecard: Scorecard, item: Characteristic, one: Bin) -> dict[str, object]:
    return {
        "variable": item.name,
        "bin": one.label,
        "rows": one.rows,
        "bad_rate": one.bad_rate,
        "woe": one.woe,
        "points": scorecard.points_of(one),
    }
