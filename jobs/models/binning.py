"""Cut a variable into bins in which risk moves one way only, and weigh each bin by its evidence."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from jobs.lakehouse.errors import DataFault
from jobs.models.declaration import Binning, Variable
from jobs.models.scorecard import Bin, Characteristic

TREND = {"rises": "ascending", "falls": "descending", "auto": "auto_asc_desc"}
FEWEST_PER_CLASS = 5


def characteristic(variable: Variable, frame: pd.DataFrame, is_bad: pd.Series, limits: Binning) -> Characteristic:
    """Bins of one variable with their weight of evidence; the coefficient is 1 until the regression sets it.

    Only those who can have a value take part: a telecom value is compared among those with a telecom profile,
    and the missing purchase itself weighs through its own flag. Raises DataFault for a variable of one value:
    it has no evidence, and a value that first appears in scoring would count as average.
    """
    known = is_present(variable.needs, frame)
    values = as_values(variable.kind, frame[variable.name])[known]
    bad = is_bad[known].astype(int)
    if values.nunique() < 2:
        raise DataFault(
            f"{variable.name} has fewer than two values in {len(values)} training rows: "
            "see why its source fell silent, or leave it out of the declaration."
        )
    bins = _range_bins(variable, values, bad, limits) if variable.kind == "number" else _code_bins(values, bad)
    return Characteristic(
        name=variable.name,
        kind=variable.kind,
        reason=variable.reason.code,
        needs=variable.needs,
        coefficient=1.0,
        bins=bins,
        missing=_missing_bin(bins, values, bad, limits),
        absent=_absent_bin(is_bad[~known]) if variable.needs else None,
    )


def is_present(needs: str | None, frame: pd.DataFrame) -> pd.Series:
    """Whether a row can have the value at all."""
    if needs is None:
        return pd.Series(True, index=frame.index)
    return frame[needs].eq(True).fillna(False).astype(bool)


def as_values(kind: str, column: pd.Series) -> pd.Series:
    """Numbers as float, codes as text, flags as the texts true and false (an unknown flag is false)."""
    if kind == "number":
        return column.astype(float)
    if kind == "flag":
        return column.eq(True).fillna(False).map({True: "true", False: "false"})
    return column.astype(object).where(column.notna(), None)


def _range_bins(variable: Variable, values: pd.Series, bad: pd.Series, limits: Binning) -> tuple[Bin, ...]:
    filled = values.notna()
    splits = _splits(variable, values[filled].to_numpy(), bad[filled].to_numpy(), limits)
    edges = [None, *(float(split) for split in splits), None]
    position = np.searchsorted(splits, values[filled].to_numpy(), side="right")
    return tuple(
        _bin(_range_label(low, high), bad[filled][position == number], bad, lower=low, upper=high)
        for number, (low, high) in enumerate(pairwise(edges))
    )


def _splits(variable: Variable, values: np.ndarray, bad: np.ndarray, limits: Binning) -> np.ndarray:
    from optbinning import OptimalBinning  # three seconds to import, needed by training only

    binning = OptimalBinning(
        name=variable.name,
        dtype="numerical",
        solver="cp",
        monotonic_trend=TREND[variable.risk],
        max_n_bins=limits.max_bins,
        min_bin_size=limits.min_bin_share,
        min_bin_n_event=FEWEST_PER_CLASS,
        min_bin_n_nonevent=FEWEST_PER_CLASS,
        time_limit=20,
    )
    binning.fit(values, bad)
    return np.asarray(binning.splits, dtype=float)


def _code_bins(values: pd.Series, bad: pd.Series) -> tuple[Bin, ...]:
    codes = sorted(values.dropna().unique())
    return tuple(_bin(code, bad[values == code], bad, codes=(code,)) for code in codes)


def _missing_bin(bins: tuple[Bin, ...], values: pd.Series, bad: pd.Series, limits: Binning) -> Bin:
    """Own evidence where enough values are missing; else the riskiest bin: a blank must never pay."""
    unknown = bad[values.isna()]
    if len(unknown) >= limits.min_bin_share * len(bad) and min(unknown.sum(), (1 - unknown).sum()) >= FEWEST_PER_CLASS:
        return _bin("missing", unknown, bad)
    riskiest = max(item.woe for item in bins)
    return Bin(label="missing", woe=riskiest, weight=riskiest, rows=len(unknown), bad_rate=None)


def _absent_bin(bad: pd.Series) -> Bin:
    rate = float(bad.mean()) if len(bad) else None
    return Bin(label="no purchased data", woe=0.0, weight=0.0, rows=len(bad), bad_rate=rate)


def _bin(label: str, inside: pd.Series, everybody: pd.Series, **limits: object) -> Bin:
    """Weight of evidence ln((bad in bin / bad) / (good in bin / good)); half a case stands in for none."""
    bads, goods = max(float(inside.sum()), 0.5), max(float((1 - inside).sum()), 0.5)
    all_bads, all_goods = max(float(everybody.sum()), 0.5), max(float((1 - everybody).sum()), 0.5)
    woe = float(np.log((bads / all_bads) / (goods / all_goods)))
    rate = float(inside.mean()) if len(inside) else None
    return Bin(label=label, woe=woe, weight=woe, rows=len(inside), bad_rate=rate, **limits)


def _range_label(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return "all"
    if low is None:
        return f"< {high:g}"
    return f">= {low:g}" if high is None else f"{low:g} to < {high:g}"
