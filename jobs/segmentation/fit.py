"""Fit clusters by k-means (Lloyd, 1982; starts by Arthur and Vassilvitskii, 2007), and keep their codes in time."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_uppercase

import numpy as np
import pandas as pd

from jobs.lakehouse.errors import DataFault
from jobs.segmentation.clusters import Cluster, Clusters, Scale
from jobs.segmentation.declaration import ClusterModel, Variable
from jobs.segmentation.distance import can_be_placed, nearest, positions, raw

LETTERS = tuple(ascii_uppercase)
CUT = (0.01, 0.99)
DECIMALS = 6
# A cluster is told by what lies at least so many deviations from the mean of all, at most three of them.
TELLING, TOLD = 0.5, 3


def fit(model: ClusterModel, rows: pd.DataFrame, in_use: Clusters | None) -> Clusters:
    """The clusters of a sample, ordered by its keys; the same rows give the same clusters.

    Codes are those of the clusters in use that hold the most of the same customers, so that a code goes on meaning
    what it meant; new ones go by size. Raises DataFault for too few rows, and for a variable that is the same for
    everybody.
    """
    _require_rows(model, rows)
    scales = tuple(_scale(one, rows) for one in model.variables)
    centres = centres_of(positions(rows, scales), model)
    drafted = _named(model, scales, centres, LETTERS[: model.clusters], rows)
    return _named(model, scales, centres, _codes(drafted, in_use, rows), rows)


def centres_of(found: np.ndarray, model: ClusterModel) -> np.ndarray:
    """The middles of the clusters of these positions. One thread: sums of several depend on how many there are."""
    from sklearn.cluster import KMeans  # seconds to import, needed by training only
    from threadpoolctl import threadpool_limits

    training = model.training
    with threadpool_limits(limits=1):
        fitted = KMeans(model.clusters, n_init=training.restarts, random_state=training.seed).fit(found)
    return np.round(fitted.cluster_centers_, DECIMALS) + 0.0


def _require_rows(model: ClusterModel, rows: pd.DataFrame) -> None:
    """Each half of the sample is clustered by itself, to see whether both cluster alike."""
    least = 2 * model.clusters
    if len(rows) < least:
        raise DataFault(
            f"{model.name} has {len(rows)} rows for {model.clusters} clusters: wait until there are {least}."
        )


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


def _codes(drafted: Clusters, in_use: Clusters | None, rows: pd.DataFrame) -> list[str]:
    """Those that are kept; the other clusters get letters that are not in use, the largest one the first."""
    kept = _kept_codes(drafted, in_use, rows) if in_use and can_be_placed(rows, in_use) else {}
    known = {one.code for one in in_use.clusters} if in_use else set()
    by_size = sorted(range(len(drafted.clusters)), key=lambda one: (-drafted.clusters[one].share, one))
    fresh = (one for one in by_size if one not in kept)
    free = (letter for letter in LETTERS if letter not in known)
    codes = {**kept, **dict(zip(fresh, free, strict=False))}
    return [codes[one] for one in range(len(by_size))]


def _kept_codes(drafted: Clusters, in_use: Clusters, rows: pd.DataFrame) -> dict[int, str]:
    """Codes by the assignment that moves the fewest customers, of clusters that hold a customer of the one in use."""
    from scipy.optimize import linear_sum_assignment

    known = [one.code for one in in_use.clusters]
    places = (nearest(rows, drafted), nearest(rows, in_use))
    overlap = np.zeros((len(drafted.clusters), len(known)))
    np.add.at(overlap, places, 1.0)
    pairs = zip(*linear_sum_assignment(-overlap), strict=True)
    return {int(new): known[old] for new, old in pairs if overlap[new, old] > 0}


def _about(model: ClusterModel, centre: np.ndarray) -> str:
    """What customers of a cluster have more or less of than all, the furthest first."""
    order = sorted(range(len(centre)), key=lambda one: (-abs(centre[one]), one))
    far = [one for one in order if abs(centre[one]) >= TELLING][:TOLD]
    told = (f"{'high' if centre[one] > 0 else 'low'} {model.variables[one].about}" for one in far)
    return "; ".join(told) or "like everybody"
