"""Which records hang together: union-find over whole numbers (Tarjan 1975; path halving, union by size)."""

from __future__ import annotations

from collections.abc import Iterable


def root_of(parent: list[int], record: int) -> int:
    """The record that stands for the component of a record; paths get shorter with every question."""
    while parent[record] != record:
        parent[record] = parent[parent[record]]
        record = parent[record]
    return record


def components(count: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """The smallest record of each record's component."""
    parent = list(range(count))
    for left, right in pairs:
        one, other = root_of(parent, left), root_of(parent, right)
        # The smaller record stands above: what comes out does not depend on the order of the pairs.
        if one != other:
            parent[max(one, other)] = min(one, other)
    return [root_of(parent, record) for record in range(count)]
