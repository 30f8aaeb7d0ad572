"""Fit clusters by k-means (Lloyd, 1982; starts by Arthur and Vassilvitskii, 2007), and keep their codes in time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from jobs.lakehouse.errors import DataFault
from jobs.segmentation.clusters import Cluster, Clusters, Scale
from jobs.segmentation.declaration import ClusterModel, Variable
from jobs.segmentation.distance import nearest, positions, raw

CUT = (0.01, 0.99)
DECIMALS = 6
# A cluster is told by what lies at least so many deviations from the mean of all, at most three of them.
TELLING, TOLD = 0.5, 3


def fit(model: ClusterModel, rows: pd.DataFrame, in_use: Clusters | None) -> Clusters:
    """The clusters of a sample, ordered by its keys; the same rows give the same clusters.

    Codes are those of the clusters in use that hold the most of the same customers, so that a code goes on meaning
    what it meant; without any they go by size. Raises DataFault for a variable that is the same for everybody.
    """
    scales = tuple(_scale(one, rows) for one in model.variables)
    centres = _centres(positions(rows, scales), model)
    drafted = _named(model, scales, centres, _codes(model.clusters), rows)
    codes = _kept_codes(drafted, in_use, rows) if in_use else _codes_by_size(drafted)
    return _named(model, scales, centres, codes, rows)


def _scale(variable: Variable, rows: pd.DataFrame) -> Scale:
    values = raw(rows[variable.name], variable.scale)
    low, high = (round(float(one), DECIMALS) for one in np.quantile(values, CUT))
    inside = np.clip(values, low, high)
    deviation = round(float(inside.std()), DECIMALS)
    if deviation == 0.0:
        raise DataFault(
            f"{variable.name} is the same for nearly everybody in {len(rows)} rows: leave it out of the declaration."
        )
    mean = round(float(inside.mean()), DECIMALS)
    return Scale(name=variable.name, scale=variable.scale, low=low, high=high, mean=mean, deviation=deviation)


def _centres(found: np.ndarray, model: ClusterModel) -> np.ndarray:
    """One thread: sums of several depend on how many there are."""
    from sklearn.cluster import KMeans  # seconds to import, needed by training only
    from threadpoolctl import threadpool_limits

    training = model.training
    with threadpool_limits(limits=1):
        fitted = KMeans(model.clusters, n_init=training.restarts, random_state=training.seed).fit(found)
    return np.round(fitted.cluster_centers_, DECIMALS) + 0.0


def _named(
    model: ClusterModel, scales: tuple[Scale, ...], centres: np.ndarray, codes: Sequence[str], rows: pd.DataFrame
) -> Clusters:
    """The clusters in the order of their codes."""
    order = np.argsort(codes)
    bare = [Cluster(code=codes[one], about=_about(model, centres[one]), share=0.0, centre=tuple(centres[one].tolist()))
            for one in order]  # fmt: skip
    drafted = Clusters(name=model.name, scales=scales, clusters=tuple(bare))
    held = np.bincount(nearest(rows, drafted), minlength=len(bare)) / len(rows)
    shared = (one.model_copy(update={"share": round(float(part), DECIMALS)})
              for one, part in zip(bare, held, strict=True))  # fmt: skip
    return drafted.model_copy(update={"clusters": tuple(shared)})


def _codes(count: int) -> list[str]:
    return [chr(ord("A") + place) for place in range(count)]


def _codes_by_size(drafted: Clusters) -> list[str]:
    """The largest cluster is A."""
    order = sorted(range(len(drafted.clusters)), key=lambda one: (-drafted.clusters[one].share, one))
    place = {one: rank for rank, one in enumerate(order)}
    return [_codes(len(order))[place[one]] for one in range(len(order))]


def _kept_codes(drafted: Clusters, in_use: Clusters, rows: pd.DataFrame) -> list[str]:
    """Codes by the assignment that moves the fewest customers; a cluster that none answers to gets a new code."""
    from scipy.optimize import linear_sum_assignment

    known = [one.code for one in in_use.clusters]
    places = (nearest(rows, drafted), nearest(rows, in_use))
    overlap = np.zeros((len(drafted.clusters), len(known)))
    np.add.at(overlap, places, 1.0)
    taken = {int(new): known[old] for new, old in zip(*linear_sum_assignment(-overlap), strict=True)}
    free = iter(code for code in _codes(26) if code not in known)
    return [taken[one] if one in taken else next(free) for one in range(len(drafted.clusters))]


def _about(model: ClusterModel, centre: np.ndarray) -> str:
    """What customers of a cluster have more or less of than all, the furthest first."""
    order = sorted(range(len(centre)), key=lambda one: (-abs(centre[one]), one))
    far = [one for one in order if abs(centre[one]) >= TELLING][:TOLD]
    told = (f"{'high' if centre[one] > 0 else 'low'} {model.variables[one].about}" for one in far)
    return "; ".join(told) or "like everybody"
