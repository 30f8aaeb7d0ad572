"""The reference scorer in pandas: the definition that the engine's expressions are tested against."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jobs.models.binning import as_values, is_present
from jobs.models.scorecard import Characteristic, Scorecard

REASONS = 4


def weights(item: Characteristic, frame: pd.DataFrame) -> np.ndarray:
    """What the characteristic adds to each row's log odds of bad."""
    values = as_values(item.kind, frame[item.name])
    result = np.full(len(frame), item.missing.weight)
    for one in item.bins:
        result[_inside(item, one.lower, one.upper, one.codes, values)] = one.weight
    if item.absent is not None:
        result[~is_present(item.needs, frame).to_numpy()] = item.absent.weight
    return result


def log_odds(scorecard: Scorecard, frame: pd.DataFrame) -> np.ndarray:
    """Natural log of the odds of bad, summed in the order of the characteristics."""
    total = np.full(len(frame), scorecard.intercept)
    for item in scorecard.characteristics:
        total = total + weights(item, frame)
    return total


def score_frame(scorecard: Scorecard, frame: pd.DataFrame) -> pd.DataFrame:
    """Columns pd_rate, score, band_number, zone_code and reason_1_code to reason_4_code, one row per row."""
    odds = log_odds(scorecard, frame)
    score = points(scorecard, odds)
    result = pd.DataFrame({"pd_rate": 1.0 / (1.0 + np.exp(-odds)), "score": score}, index=frame.index)
    result["band_number"] = band(scorecard, score)
    result["zone_code"] = np.select(
        [score >= scorecard.pass_from, score < scorecard.reject_below], ["PASS", "REJECT"], "MANUAL"
    )
    return result.join(_reasons(scorecard, frame))


def points(scorecard: Scorecard, odds: np.ndarray) -> np.ndarray:
    """Whole points, halves rounded up, kept inside the limits; each doubling of the odds of bad costs 20."""
    exact = scorecard.even_odds_score - scorecard.points_per_log_odds * odds
    inside = np.clip(exact, scorecard.minimum, scorecard.maximum)
    return np.floor(inside + 0.5).astype(int)


def band(scorecard: Scorecard, score: np.ndarray) -> np.ndarray:
    """Band 1 (safest) upwards; a score equal to a cut belongs to the band below it."""
    cuts = np.asarray(scorecard.band_cuts, dtype=int)
    return 1 + (np.asarray(score)[:, None] <= cuts[None, :]).sum(axis=1)


def _inside(
    item: Characteristic, lower: float | None, upper: float | None, codes: tuple[str, ...], values: pd.Series
) -> np.ndarray:
    if item.kind != "number":
        return values.isin(codes).to_numpy()
    inside = values.notna().to_numpy()
    if lower is not None:
        inside &= (values >= lower).to_numpy()
    if upper is not None:
        inside &= (values < upper).to_numpy()
    return inside


def _reasons(scorecard: Scorecard, frame: pd.DataFrame) -> pd.DataFrame:
    """The four reasons that cost most against the safest bin; the earlier characteristic wins a tie."""
    items = scorecard.characteristics
    loss = np.column_stack([_loss(item, frame) for item in items])
    order = np.argsort(-loss, axis=1, kind="stable")[:, :REASONS]
    names = np.array([item.reason for item in items], dtype=object)[order]
    names[np.take_along_axis(loss, order, axis=1) <= 0] = None
    names = np.pad(names, ((0, 0), (0, REASONS - names.shape[1])), constant_values=None)
    columns = [f"reason_{number}_code" for number in range(1, REASONS + 1)]
    return pd.DataFrame(names, columns=columns, index=frame.index)


def _loss(item: Characteristic, frame: pd.DataFrame) -> np.ndarray:
    loss = weights(item, frame) - item.lightest
    if item.absent is not None:
        loss[~is_present(item.needs, frame).to_numpy()] = 0.0
    return loss
