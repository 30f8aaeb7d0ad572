"""What is known of the records and of pairs of them, as whole numbers; a value that is missing is -1."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

Pair = tuple[int, int]


@dataclass(frozen=True)
class Records:
    """Records are numbered in the order of their ids. Equal numbers in a field mean equal values.

    ``birth`` is the date as yyyymmdd.
    ``age`` is 0 for the oldest record (first seen, then id). ``party_before`` is the party on the newest earlier date,
    -1 for a record that did not exist then; ``is_customer`` is true for a core bank customer that did.
    """

    id_number: Sequence[int]
    credit_code: Sequence[int]
    birth: Sequence[int]
    age: Sequence[int]
    party_before: Sequence[int]
    is_customer: Sequence[bool]


@dataclass(frozen=True)
class Evidence:
    """Decisions of people, and the scored pairs with their match weights; the smaller record is always left."""

    same: Sequence[Pair] = ()
    different: Sequence[Pair] = ()
    left: Sequence[int] = ()
    right: Sequence[int] = ()
    weight: Sequence[float] = field(default=())

    def strongest_first(self) -> tuple[list[int], list[int], list[float]]:
        """The scored pairs by falling weight, then by record: whatever order they came in."""
        left, right, weight = (np.asarray(one) for one in (self.left, self.right, self.weight))
        order = np.lexsort((right, left, -weight))
        return left[order].tolist(), right[order].tolist(), weight[order].tolist()


def groups_of(codes: Sequence[int], age: Sequence[int]) -> list[list[int]]:
    """The records that share a value, oldest first; groups by their oldest record, values of one record left out."""
    values, ages = np.asarray(codes, dtype=np.int64), np.asarray(age, dtype=np.int64)
    order = np.lexsort((ages, values))
    order = order[values[order] >= 0]
    starts = np.flatnonzero(np.diff(values[order])) + 1
    bounds = [0, *starts.tolist(), len(order)]
    members = order.tolist()
    groups = [members[start:end] for start, end in itertools.pairwise(bounds) if end - start > 1]
    return sorted(groups, key=lambda group: age[group[0]])
