"""Charts of how the parts of a population fare under a score, and of how far its samples have drifted apart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from jobs.models.charts import BAD, GOOD, INK, MUTED, STYLE
from jobs.models.validation import Validation


@contextmanager
def segment_charts(validation: Validation) -> Iterator[dict[str, Figure]]:
    """The charts by file name, where there is something to draw; closed at the end."""
    with plt.rc_context(STYLE):
        drawn = {"segments.png": by_segment(validation.segments)} if len(validation.segments) else {}
        drawn |= {"shifts.png": shifts(validation.shifts)} if len(validation.shifts) else {}
        try:
            yield drawn
        finally:
            for figure in drawn.values():
                plt.close(figure)


def by_segment(table: pd.DataFrame) -> Figure:
    """AUC inside each part, and what more or less of its good customers pass than of all others, with intervals."""
    labels = [f"{segment}: {part} ({rows:,})" for segment, part, rows in zip(
        table["segment"], table["part"], table["rows"], strict=True)]  # fmt: skip
    height = 1.4 + 0.32 * len(table)
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.5, height), sharey=True, layout="constrained")
    _intervals(left, table, "auc", GOOD)
    _intervals(right, table, "good_pass_rate_difference", BAD)
    left.set(title="AUC inside the part", yticks=range(len(table)), yticklabels=labels)
    right.set(title="Good customers passed, less those of all others")
    right.axvline(0, color=INK, linewidth=0.8)
    right.xaxis.set_major_formatter("{x:.0%}")
    left.invert_yaxis()
    return figure


def shifts(table: pd.DataFrame) -> Figure:
    """PSI of the score bands against the training sample, beside what chance alone shows at these sizes."""
    figure, axes = plt.subplots(figsize=(6.4, 1.6 + 0.5 * len(table)), layout="constrained")
    places = np.arange(len(table))
    axes.barh(places, table["psi"], height=0.4, color=GOOD, label="PSI")
    axes.plot(table["limit"], places, "|", markersize=18, color=BAD, label="95 % by chance")
    names = [
        f"{name.replace('_', ' ')} ({rows:,.0f})" for name, rows in zip(table["sample"], table["rows"], strict=True)
    ]
    axes.set(title="Shift of the score bands since training", yticks=places, yticklabels=names, xlabel="PSI")
    axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=2)  # above the bars, which it would hide
    return figure


def _intervals(axes: Axes, table: pd.DataFrame, name: str, colour: str) -> None:
    places, value = np.arange(len(table)), table[name]
    axes.hlines(places, table[f"{name}_low"], table[f"{name}_high"], color=MUTED, linewidth=1.2)
    axes.plot(value, places, "o", color=colour, markersize=4)
