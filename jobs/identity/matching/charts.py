"""The chart of learnt weights: for each level its weight in bits, and its shares m and u."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import matplotlib

matplotlib.use("Agg")  # no display on a server; must come before pyplot

from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from jobs.identity.matching.weights import MatchWeights

AGREES, DIFFERS, MUTED = "#2f6f9f", "#c0563b", "#8a97a3"
INCHES_A_LEVEL = 0.28


@contextmanager
def charts(weights: MatchWeights) -> Iterator[dict[str, Figure]]:
    """All charts by file name; closed at the end, so that memory does not grow with every training."""
    drawn = {"match_weights.png": match_weights(weights)}
    try:
        yield drawn
    finally:
        for figure in drawn.values():
            plt.close(figure)


def match_weights(weights: MatchWeights) -> Figure:
    """Bits of each level, and how frequent it is among pairs of one party (m) and of two (u)."""
    levels = [
        (f"{comparison.name}: {level.about}", m, u, learnt.bits(comparison.number_of(place)))
        for comparison, learnt in weights.pairs
        for place, (level, m, u) in enumerate(zip(comparison.levels, learnt.m, learnt.u, strict=True))
    ]
    names, m, u, bits = zip(*levels, strict=True)
    figure, (left, right) = plt.subplots(
        1, 2, sharey=True, figsize=(11, 1.2 + INCHES_A_LEVEL * len(levels)), layout="constrained"
    )
    left.barh(names, bits, color=[AGREES if one >= 0 else DIFFERS for one in bits])
    left.set_title(f"Weight of each level; prior {weights.prior_bits:.1f}", loc="left")
    left.set_xlabel("bits")
    left.invert_yaxis()
    right.hlines(names, u, m, color=MUTED, linewidth=1)
    right.scatter(m, names, color=AGREES, label="m, pairs of one party")
    right.scatter(u, names, color=DIFFERS, label="u, pairs of two")
    right.set_xscale("log")
    right.set_title("Share of pairs", loc="left")
    right.legend(frameon=False)
    return figure
