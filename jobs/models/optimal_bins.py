"""The best way to cut ordered groups into bins in which risk moves one way: exact, by dynamic programming.

Best is the highest information value, the sum over bins of (share of bad - share of good) ln(share of bad / share of
good); a bin must hold a least share of the rows and some cases of each class. Optimal binning by mathematical
programming (Navas-Palencia, 2020, arXiv:2001.08025) states the same problem; for bins along one order the recursion
over the last bin solves it without a solver. ``docs/decisions/0029-own-optimal-binning.md`` compares both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

FEWEST_PER_CLASS = 5
FINEST = 100  # groups that cuts are chosen from
Trend = Literal["rises", "falls", "auto"]


@dataclass(frozen=True)
class BinLimits:
    """What every bin must hold, how many there may be, and of how many rows and bad in all they are parts."""

    most_bins: int
    least_rows: float
    all_rows: float
    all_bad: float


def optimal_starts(rows: np.ndarray, bad: np.ndarray, trend: Trend, limits: BinLimits) -> tuple[int, ...]:
    """The groups at which the bins start, the first one being 0; one bin where no cut keeps the limits."""
    coarse = coarse_starts(rows, FINEST)
    merged = np.add.reduceat(rows, coarse), np.add.reduceat(bad, coarse)
    directions = ("rises", "falls") if trend == "auto" else (trend,)
    starts = max((_best(*merged, one, limits) for one in directions), key=lambda found: found[0])[1]
    return tuple(int(coarse[start]) for start in starts)


def coarse_starts(rows: np.ndarray, finest: int) -> np.ndarray:
    """Starts of at most ``finest`` runs of groups, of about equal rows; a group of many rows stands alone."""
    if len(rows) <= finest:
        return np.arange(len(rows))
    enough, starts, held = 2.0 * rows.sum() / finest, [0], 0.0
    for group, count in enumerate(rows):
        if held and (held >= enough / 2.0 or count >= enough):
            starts.append(group)
            held = 0.0
        held += count
    return np.asarray(starts)


def _best(rows: np.ndarray, bad: np.ndarray, trend: str, limits: BinLimits) -> tuple[float, tuple[int, ...]]:
    """The highest information value of bins whose risk moves one way, and where they start."""
    value, rate = _segments(rows, bad, limits)
    risk = rate if trend == "rises" else -rate
    groups = len(rows)
    found = np.where(np.arange(groups)[:, None] == 0, value, -np.inf)  # the first bin starts at the first group
    best, before = (float(value[0, -1]), (0,)), []
    for _ in range(min(limits.most_bins, groups) - 1):
        found, chosen = _one_more(found, value, risk)
        before.append(chosen)
        last = int(np.argmax(found[:, -1]))
        if found[last, -1] > best[0]:
            best = float(found[last, -1]), _traced(before, last)
    return best if np.isfinite(best[0]) else (-np.inf, (0,))


def _segments(rows: np.ndarray, bad: np.ndarray, limits: BinLimits) -> tuple[np.ndarray, np.ndarray]:
    """Information value and bad rate of the bin from group i to group j; minus infinity where it breaks a limit."""
    held, bads = (_between(counts) for counts in (rows, bad))
    goods = held - bads
    is_allowed = (held >= limits.least_rows) & (bads >= FEWEST_PER_CLASS) & (goods >= FEWEST_PER_CLASS)
    share_bad = np.where(is_allowed, bads, 1.0) / max(limits.all_bad, 1.0)
    share_good = np.where(is_allowed, goods, 1.0) / max(limits.all_rows - limits.all_bad, 1.0)
    value = (share_bad - share_good) * np.log(share_bad / share_good)
    return np.where(is_allowed, value, -np.inf), bads / np.where(held > 0, held, 1.0)


def _between(counts: np.ndarray) -> np.ndarray:
    until = np.cumsum(counts)
    return np.triu(until[None, :] - (until - counts)[:, None])


def _one_more(found: np.ndarray, value: np.ndarray, risk: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Best values with one more bin, by its first and last group, and the first group of the bin before it."""
    more, chosen = np.full_like(found, -np.inf), np.zeros(found.shape, dtype=int)
    for start in range(1, len(found)):
        earlier = found[:start, start - 1]
        order = np.argsort(risk[:start, start - 1], kind="stable")
        best = np.maximum.accumulate(earlier[order])
        if not np.isfinite(best[-1]):
            continue
        leads = np.flatnonzero(earlier[order] == best)  # each place's best stands at the last lead up to it
        lead = order[leads[np.searchsorted(leads, np.arange(start), side="right") - 1]]
        safer = np.searchsorted(risk[order, start - 1], risk[start, start:], side="left")
        reached = np.where(safer > 0, best[safer - 1], -np.inf) + value[start, start:]
        more[start, start:], chosen[start, start:] = reached, lead[safer - 1]
    return more, chosen


def _traced(before: list[np.ndarray], last: int) -> tuple[int, ...]:
    """Starts of the bins, from the start of the last one back."""
    starts, end = [last], before[-1].shape[0] - 1
    for chosen in reversed(before):
        starts.append(int(chosen[starts[-1], end]))
        end = starts[-2] - 1
    return tuple(reversed(starts))
