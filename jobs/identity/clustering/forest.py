"""Which records hang together: union-find over whole numbers (Tarjan 1975; path halving, union by size)."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


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


def highest_of(component: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The values, of which the record that stands for a component has the highest of all its records."""
    highest = values.copy()
    np.maximum.at(highest, component, values)
    return highest
