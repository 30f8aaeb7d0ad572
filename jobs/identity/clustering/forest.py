"""Which records hang together: union-find over whole numbers (Tarjan 1975; path halving, union by size)."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from jobs.identity.clustering.evidence import Pairs


def root_of(parent: list[int], record: int) -> int:
    """The record that stands for the component of a record; paths get shorter with every question."""
    while parent[record] != record:
        parent[record] = parent[parent[record]]
        record = parent[record]
    return record


def components(count: int, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The smallest record of each record's component, for all records at once."""
    edges = coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(count, count))
    _, label = connected_components(edges, directed=False)
    smallest = np.full(count, count, dtype=np.int64)
    np.minimum.at(smallest, label, np.arange(count))
    return smallest[label]


def components_apart(count: int, links: Pairs, apart: Pairs) -> np.ndarray:
    """The components that links make, in their order, where the records of no pair of ``apart`` come into one.

    A link that would bring such two together is left out: whoever hangs on both stays with the one it is closer to.
    """
    parent, kept = list(range(count)), list(zip(apart.left.tolist(), apart.right.tolist(), strict=True))
    for left, right in zip(links.left.tolist(), links.right.tolist(), strict=True):
        ends = {root_of(parent, left), root_of(parent, right)}
        if all({root_of(parent, one), root_of(parent, other)} != ends for one, other in kept):
            parent[max(ends)] = min(ends)
    return np.array([root_of(parent, record) for record in range(count)], dtype=np.int64)


def highest_of(component: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The values, of which the record that stands for a component has the highest of all its records."""
    highest = values.copy()
    np.maximum.at(highest, component, values)
    return highest
