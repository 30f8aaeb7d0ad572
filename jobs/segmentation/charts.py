"""Clusters as a picture: what each has more or less of than all customers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from jobs.models.charts import INK, STYLE
from jobs.segmentation.clusters import Clusters
from jobs.segmentation.declaration import ClusterModel

FURTHEST = 2.0  # deviations at which a colour is full


@contextmanager
def charts(model: ClusterModel, clusters: Clusters) -> Iterator[dict[str, Figure]]:
    """The charts by file name; closed at the end."""
    with plt.rc_context(STYLE):
        drawn = {"clusters.png": profile(model, clusters)}
        try:
            yield drawn
        finally:
            for figure in drawn.values():
                plt.close(figure)


def profile(model: ClusterModel, clusters: Clusters) -> Figure:
    """A line for each cluster, a column for each variable; the number is in deviations from the mean of all."""
    centres = np.array([one.centre for one in clusters.clusters])
    rows, columns = centres.shape
    figure, axes = plt.subplots(figsize=(1.8 + 0.95 * columns, 1.9 + 0.42 * rows), layout="constrained")
    axes.imshow(centres, cmap="RdBu", vmin=-FURTHEST, vmax=FURTHEST, aspect="auto")
    axes.set(title="More (blue) or less (red) than all customers")
    axes.set_yticks(range(rows), [f"{one.code} ({one.share:.0%})" for one in clusters.clusters])
    axes.set_xticks(range(columns), [one.about for one in model.variables], rotation=30, ha="right")
    axes.grid(visible=False)
    for (row, column), value in np.ndenumerate(centres):
        colour = "white" if abs(value) > 0.7 * FURTHEST else INK
        axes.text(column, row, f"{value:+.1f}", ha="center", va="center", color=colour, fontsize=8)
    return figure
