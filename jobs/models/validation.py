"""Everything a committee asks of a score: figures with intervals, drift between samples, and how parts fare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from jobs.models.calibration import brier, calibration_error, calibration_error_by_chance
from jobs.models.declaration import ModelDeclaration
from jobs.models.evaluation import Evaluation
from jobs.models.intervals import Interval, area_interval, bootstrapped
from jobs.models.metrics import Metric
from jobs.models.scorecard import Scorecard
from jobs.models.scoring import score_frame
from jobs.models.segments import segment_table
from jobs.models.split import Samples
from jobs.models.stability import shift
from jobs.models.swap_set import cut_table, swap_set
from jobs.models.zones import zone_table

CUT_STEP, PASS = 5, "PASS"


@dataclass(frozen=True)
class Validation:
    """Figures with their intervals; shifts of the score bands from the training sample; tables of the test sample.

    ``zones`` shows whom the policy takes into which zone, ``cuts`` who passes at which score, ``swaps`` who would be
    decided otherwise than by the scorecard in use (empty where none is).
    """

    metrics: tuple[Metric, ...]
    shifts: pd.DataFrame
    segments: pd.DataFrame
    zones: pd.DataFrame
    cuts: pd.DataFrame
    swaps: pd.DataFrame


def validate(
    declaration: ModelDeclaration, samples: Samples, evaluation: Evaluation, in_use: Scorecard | None
) -> Validation:
    """Validate a scorecard on what it was evaluated on."""
    judged = evaluation.scored["test"]
    score = judged["score"].to_numpy()
    steps = range(int(score.min()) // CUT_STEP * CUT_STEP, int(score.max()) + CUT_STEP, CUT_STEP)
    return Validation(
        metrics=tuple(metric for name in evaluation.measured for metric in _with_intervals(evaluation, name)),
        shifts=pd.DataFrame(_shifts(evaluation), columns=["sample", "psi", "limit", "chance", "rows"]),
        segments=segment_table(declaration, samples.test, judged),
        zones=zone_table(judged),
        cuts=cut_table(score, judged["is_bad"].to_numpy(), steps),
        swaps=_swaps(samples.test, judged, in_use),
    )


def _swaps(rows: pd.DataFrame, judged: pd.DataFrame, in_use: Scorecard | None) -> pd.DataFrame:
    if in_use is None or in_use.lacking(rows):
        return pd.DataFrame()
    before, after = (one["zone_code"].to_numpy() == PASS for one in (score_frame(in_use, rows), judged))
    return swap_set(before, after, judged["is_bad"].to_numpy())


def _with_intervals(evaluation: Evaluation, name: str) -> Iterator[Metric]:
    """AUC, KS, Gini, Brier score and calibration error of one sample."""
    frame = evaluation.scored[name]
    rate, is_bad = frame["pd_rate"].to_numpy(), frame["is_bad"].to_numpy()
    known = next(metric for metric in evaluation.metrics if metric.sample.name == name)
    area = area_interval(rate, is_bad)
    found = {
        "auc": area,
        "gini": Interval(*(2.0 * one - 1.0 for one in (area.value, area.low, area.high))),
        "ks": bootstrapped(separation_of, rate, is_bad),
        "brier": bootstrapped(brier, rate, is_bad),
    }
    for figure, one in found.items():
        yield replace(known, name=figure, value=one.value, bounds=(one.low, one.high))
    yield replace(known, name="calibration_error", value=calibration_error(rate, is_bad))
    yield replace(known, name="calibration_error_by_chance", value=calibration_error_by_chance(rate))


def separation_of(rate: np.ndarray, is_bad: np.ndarray) -> float:
    """KS from sorted arrays, ten times faster than from groups; equal probabilities count at their last row."""
    order = np.argsort(rate, kind="stable")
    bad = is_bad[order]
    ends = np.append(np.diff(rate[order]) > 0, True)
    apart = np.cumsum(bad) / bad.sum() - np.cumsum(1 - bad) / (1 - bad).sum()
    return float(np.abs(apart[ends]).max())


def _shifts(evaluation: Evaluation) -> Iterator[tuple[str, float, float, float, float]]:
    bands = int(max(part["band_number"].max() for part in evaluation.scored.values()))
    counts = {name: _band_counts(frame, bands) for name, frame in evaluation.scored.items()}
    for name in sorted(counts.keys() - {"train"}):
        found = shift(counts["train"], counts[name])
        yield name, found.value, found.limit, found.chance, found.rows


def _band_counts(frame: pd.DataFrame, bands: int) -> np.ndarray:
    return np.bincount(frame["band_number"] - 1, minlength=bands)
