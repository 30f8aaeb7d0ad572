"""Where a customer lies among the variables of a model, and which cluster is nearest, in memory: the reference."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from jobs.segmentation.clusters import Clusters, Scale


def raw(values: pd.Series, scale: str) -> np.ndarray:
    """The numbers of a variable as they are compared: nothing known is 0, an amount counts by its logarithm."""
    numbers = values.astype(float).fillna(0.0).to_numpy()
    return np.log1p(np.maximum(numbers, 0.0)) if scale == "log" else numbers


def positions(rows: pd.DataFrame, scales: Sequence[Scale]) -> np.ndarray:
    """A row of deviations for each customer, a column for each variable."""
    columns = [(np.clip(raw(rows[one.name], one.scale), one.low, one.high) - one.mean) / one.deviation
               for one in scales]  # fmt: skip
    return np.column_stack(columns)


def closest(found: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """The place of the nearest centre of each position; the first one where two are equally near."""
    return ((found[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2).argmin(axis=1)


def middles(clusters: Clusters) -> np.ndarray:
    """The centre of each cluster, a row each."""
    return np.array([one.centre for one in clusters.clusters])


def nearest(rows: pd.DataFrame, clusters: Clusters) -> np.ndarray:
    """The place of the nearest cluster of each customer."""
    return closest(positions(rows, clusters.scales), middles(clusters))


def can_be_placed(rows: pd.DataFrame, clusters: Clusters) -> bool:
    """Whether the rows have every variable that the clusters look at."""
    return {one.name for one in clusters.scales} <= set(rows.columns)
