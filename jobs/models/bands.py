"""Tables of score bands: bad rate, cumulative pass rate and gains."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jobs.models.metrics import GroupedOutcome


def band_table(outcome: GroupedOutcome) -> pd.DataFrame:
    """Bands with size, bad rate, cumulative pass rate and bad rate of those passed (shares, 0 to 1).

    ``cumulative_bad_rate`` answers: if everybody down to this band is accepted, how many of them turn bad?
    """
    size = outcome.good + outcome.bad
    return pd.DataFrame(
        {
            "band_number": np.arange(1, len(size) + 1),
            "size": size,
            "bad": outcome.bad,
            "bad_rate": np.divide(outcome.bad, size, out=np.full(len(size), np.nan), where=size > 0),
            "cumulative_pass_rate": np.cumsum(size) / size.sum(),
            "cumulative_bad_rate": np.cumsum(outcome.bad) / np.maximum(np.cumsum(size), 1e-12),
        }
    )


def gains_table(outcome: GroupedOutcome) -> pd.DataFrame:
    """Share of all bad caught when the riskiest groups are refused first, with the lift over chance."""
    refused = np.cumsum((outcome.good + outcome.bad)[::-1]) / (outcome.good.sum() + outcome.bad.sum())
    caught = np.cumsum(outcome.bad[::-1]) / outcome.bad.sum()
    return pd.DataFrame({"refused_share": refused, "bad_caught_share": caught, "lift": caught / refused})


def outcome_by_band(band_number: np.ndarray, is_bad: np.ndarray, bands: int) -> GroupedOutcome:
    """Counts per band 1 to ``bands``; an empty band counts zero."""
    bad = np.asarray(is_bad, dtype=float)
    index = np.asarray(band_number, dtype=int) - 1
    total = np.bincount(index, minlength=bands).astype(float)
    bads = np.bincount(index, weights=bad, minlength=bands)
    return GroupedOutcome(total - bads, bads)


def cutoffs(score: np.ndarray, bands: int, rows: np.ndarray | None = None) -> tuple[int, ...]:
    """Descending scores that cut the sample into bands of about equal size; band n holds (cut n, cut n-1].

    ``rows`` says how many rows have each score, one where it is not given. Scores are whole points, so two cuts may
    coincide, and a cut at the highest score would leave the band above it empty; then there are fewer bands.
    """
    score = np.asarray(score)
    order = np.argsort(score, kind="stable")
    until = np.cumsum((np.ones(len(score)) if rows is None else rows)[order])
    places = np.floor(np.arange(bands - 1, 0, -1) / bands * (until[-1] - 1))
    cuts = score[order][np.searchsorted(until, places, side="right")]
    return tuple(int(cut) for cut in sorted(set(cuts) - {score.max()}, reverse=True))
