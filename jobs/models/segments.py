"""How a score works for the parts of a population: whether it ranks everywhere, and whom the policy lets pass."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pandas as pd

from jobs.models.declaration import ModelDeclaration, Segment
from jobs.models.intervals import Interval, area_interval, difference, share
from jobs.models.values import range_label

FEWEST = 30  # rows of each class that an area is worth measuring on
MEASURES = ("auc", "bad_rate", "pass_rate", "pass_rate_difference", "good_pass_rate_difference")
SPREAD = tuple(f"{name}{end}" for name in MEASURES for end in ("", "_low", "_high"))
COLUMNS = ("segment", "part", "rows", "expected_bad_rate", *SPREAD)


def segment_table(declaration: ModelDeclaration, rows: pd.DataFrame, scored: pd.DataFrame) -> pd.DataFrame:
    """A line for each part of each declared segment, measured on one scored sample.

    ``auc`` says whether the score ranks inside the part. ``pass_rate`` is the share in the zone PASS,
    ``good_pass_rate`` that among those who turned out good; their differences are against everybody who is not in the
    part (demographic parity and equal opportunity of the fairness literature). ``expected_bad_rate`` beside
    ``bad_rate`` shows whether the probability is right for the part. Every figure has its 95 % interval.
    """
    lines = (line for segment in declaration.segments for line in _lines(segment, rows, scored))
    return pd.DataFrame(lines, columns=COLUMNS)


def part_of(segment: Segment, rows: pd.DataFrame) -> pd.Series:
    """The part that each row belongs to; rows without a value are a part of their own."""
    values = rows[segment.column]
    if not segment.cuts:
        return values.astype(object).where(values.notna(), "missing").astype(str)
    names = [range_label(low, high) for low, high in pairwise([None, *segment.cuts, None])]
    parts = pd.cut(values.astype(float), [-np.inf, *segment.cuts, np.inf], right=False, labels=names)
    return parts.astype(object).where(parts.notna(), "missing")


def _lines(segment: Segment, rows: pd.DataFrame, scored: pd.DataFrame) -> Iterator[dict[str, object]]:
    parts = part_of(segment, rows)
    for name in sorted(parts.unique()):
        yield {"segment": segment.name, "part": name, **_measured(scored, (parts == name).to_numpy())}


def _measured(scored: pd.DataFrame, inside: np.ndarray) -> dict[str, object]:
    is_bad, passed = scored["is_bad"].to_numpy(dtype=bool), (scored["zone_code"] == "PASS").to_numpy()
    part, rate = scored[inside], scored["pd_rate"].to_numpy()
    figures = {
        "auc": _area(rate[inside], is_bad[inside]),
        "bad_rate": share(is_bad[inside].sum(), inside.sum()),
        "pass_rate": share(passed[inside].sum(), inside.sum()),
        "pass_rate_difference": _against_others(passed, inside, np.ones(len(scored), dtype=bool)),
        "good_pass_rate_difference": _against_others(passed, inside, ~is_bad),
    }
    spread = {f"{name}{end}": value for name, one in figures.items() for end, value in _ends(one)}
    return {"rows": len(part), "expected_bad_rate": float(part["pd_rate"].mean()), **spread}


def _area(rate: np.ndarray, is_bad: np.ndarray) -> Interval:
    if min(is_bad.sum(), (~is_bad).sum()) < FEWEST:
        return Interval(np.nan, np.nan, np.nan)
    return area_interval(rate, is_bad)


def _against_others(passed: np.ndarray, inside: np.ndarray, among: np.ndarray) -> Interval:
    one, other = (share(passed[among & part].sum(), (among & part).sum()) for part in (inside, ~inside))
    return difference(one, other)


def _ends(one: Interval) -> tuple[tuple[str, float], ...]:
    return ("", one.value), ("_low", one.low), ("_high", one.high)
