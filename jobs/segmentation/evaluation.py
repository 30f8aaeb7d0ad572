"""Measure clusters and judge them by the declared gates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from jobs.models.evaluation import Gate
from jobs.models.metrics import Metric, Sample
from jobs.segmentation.clusters import Clusters
from jobs.segmentation.declaration import ClusterModel
from jobs.segmentation.distance import can_be_placed, closest, middles, nearest, positions
from jobs.segmentation.fit import centres_of

# The silhouette compares every pair of rows.
SILHOUETTE_ROWS = 5_000
# Now and then one half of a sample ends in another optimum; of several pairs of halves the middle one is told. Which
# halves are drawn hangs on the keys, and so on the secret of an installation: five were too few to hide a bad pair.
HALVINGS = 9


@dataclass(frozen=True)
class Quality:
    """How well clusters lie apart, the share of the smallest, how alike two halves of the sample cluster, and the share
    of customers whose code is that of the clusters in use (1 where none are, 0 where these look at what is not there).
    """

    silhouette: float
    smallest_share: float
    stability: float
    kept_share: float


def measured(model: ClusterModel, clusters: Clusters, rows: pd.DataFrame, in_use: Clusters | None) -> Quality:
    """The figures of clusters on the sample they were fitted on."""
    found = positions(rows, clusters.scales)
    places = closest(found, middles(clusters))
    held = np.bincount(places, minlength=len(clusters.clusters)) / len(rows)
    return Quality(
        silhouette=_silhouette(model, found, places),
        smallest_share=float(held.min()),
        stability=_stability(model, found),
        kept_share=_kept_share(_codes(clusters)[places], in_use, rows),
    )


def judge(model: ClusterModel, quality: Quality) -> tuple[Gate, ...]:
    """Every declared gate."""
    gates = model.gates
    return (
        _at_least("silhouette", quality.silhouette, gates.min_silhouette),
        _at_least("smallest_share", quality.smallest_share, gates.min_share),
        _at_least("stability", quality.stability, gates.min_stability),
    )


def metrics(clusters: Clusters, quality: Quality, rows: int) -> tuple[Metric, ...]:
    """The figures with the sample that they belong to."""
    largest = max(one.share for one in clusters.clusters)
    sample = Sample("train", "customers drawn by a digest of their key", rows, largest, "largest cluster", "none")
    figures = ("silhouette", "smallest_share", "stability", "kept_share")
    return tuple(Metric(name, getattr(quality, name), sample) for name in figures)


def _at_least(name: str, value: float, least: float) -> Gate:
    return Gate(name, value >= least, f"{value:.4f}, at least {least}")


def _kept_share(codes: np.ndarray, in_use: Clusters | None, rows: pd.DataFrame) -> float:
    if in_use is None:
        return 1.0
    return float((codes == _codes(in_use)[nearest(rows, in_use)]).mean()) if can_be_placed(rows, in_use) else 0.0


def _codes(clusters: Clusters) -> np.ndarray:
    return np.array([one.code for one in clusters.clusters])


def _silhouette(model: ClusterModel, found: np.ndarray, places: np.ndarray) -> float:
    """Rousseeuw (1987); nothing lies apart where one cluster holds everybody."""
    from sklearn.metrics import silhouette_score

    if len(np.unique(places)) < 2:
        return -1.0
    size = min(SILHOUETTE_ROWS, len(found))
    return float(silhouette_score(found, places, sample_size=size, random_state=model.training.seed))


def _stability(model: ClusterModel, found: np.ndarray) -> float:
    """Adjusted Rand index (Hubert and Arabie, 1985) of the clusters of two halves, each asked about everybody.

    A half measures with the scales of the whole sample: a variable that few have can be the same for all of a half.
    """
    source = np.random.default_rng(model.training.seed)
    halvings = (source.permutation(len(found)) % 2 == 0 for _ in range(HALVINGS))
    return float(np.median([_agreement(model, found, is_first) for is_first in halvings]))


def _agreement(model: ClusterModel, found: np.ndarray, is_first: np.ndarray) -> float:
    from sklearn.metrics import adjusted_rand_score

    one, other = (closest(found, centres_of(half, model)) for half in (found[is_first], found[~is_first]))
    return float(adjusted_rand_score(one, other))
