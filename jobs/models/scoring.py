"""The reference scorer in pandas: the definition that the engine's expressions are tested against."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jobs.models.scorecard import Characteristic, Scorecard
from jobs.models.values import as_codes, as_numbers, is_present

REASONS = 4


def positions(item: Characteristic, frame: pd.DataFrame) -> np.ndarray:
    """The place of each row's bin among all bins of the characteristic."""
    missing = len(item.bins) + len(item.special)
    found = _number_places(item, frame) if item.kind == "number" else _code_places(item, frame)
    return np.where(is_present(item.needs, frame), np.where(found < 0, missing, found), missing + 1)


def bin_weights(item: Characteristic) -> np.ndarray:
    """What each bin of the characteristic adds to the log odds of bad, by its place."""
    return np.array([one.weight for one in item.every_bin])


def weights(item: Characteristic, frame: pd.DataFrame) -> np.ndarray:
    """What the characteristic adds to each row's log odds of bad."""
    return bin_weights(item)[positions(item, frame)]


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
    result["zone_code"] = zone(scorecard, score, frame)
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


def zone(scorecard: Scorecard, score: np.ndarray, frame: pd.DataFrame) -> np.ndarray:
    """PASS, MANUAL or REJECT, by the policy of those without a flag where one fits."""
    passes, rejects = (np.full(len(frame), cut) for cut in (scorecard.pass_from, scorecard.reject_below))
    for one in reversed(scorecard.without):
        lacks = ~is_present(one.flag, frame)
        passes, rejects = np.where(lacks, one.pass_from, passes), np.where(lacks, one.reject_below, rejects)
    return np.select([score >= passes, score < rejects], ["PASS", "REJECT"], "MANUAL")


def _number_places(item: Characteristic, frame: pd.DataFrame) -> np.ndarray:
    """Ranges hold their lower end; what is not a finite number has no place, nor has any where there are no ranges."""
    values = as_numbers(frame[item.name])
    found = np.searchsorted([one.upper for one in item.bins[:-1]], values, side="right")
    for place, one in enumerate(item.special, start=len(item.bins)):
        found = np.where(values == one.value, place, found)
    is_placed = np.isfinite(values) & ((found >= len(item.bins)) | bool(item.bins))
    return np.where(is_placed, found, -1)


def _code_places(item: Characteristic, frame: pd.DataFrame) -> np.ndarray:
    place = {code: number for number, one in enumerate(item.bins) for code in one.codes}
    return as_codes(item.kind, frame[item.name]).map(place).fillna(-1).to_numpy(dtype=int)


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
        loss[~is_present(item.needs, frame)] = 0.0
    return loss
