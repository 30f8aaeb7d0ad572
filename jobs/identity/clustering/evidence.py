"""What is known of the records and of pairs of them, as whole numbers; a value that is missing is -1."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Self

import numpy as np

from jobs.identity.clustering.codes import CREDIT_CODE, ID_NUMBER, NONE

Pair = tuple[int, int]


@dataclass(frozen=True)
class Records:
    """Records are numbered in the order of their ids. Equal numbers in a field mean equal values.

    ``birth`` is the date as yyyymmdd.
    ``age`` is 0 for the oldest record (first seen, then id). ``party_before`` is the last party before today, -1 for
    a record that was never there; ``is_customer`` is true for a customer of the core bank.
    """

    id_number: np.ndarray
    credit_code: np.ndarray
    birth: np.ndarray
    age: np.ndarray
    party_before: np.ndarray
    is_customer: np.ndarray

    @property
    def strong_identifiers(self) -> Mapping[int, np.ndarray]:
        """The fields of which an equal value makes one party, by the rule that says so, strongest first."""
        return {ID_NUMBER: self.id_number, CREDIT_CODE: self.credit_code}

    @property
    def customer(self) -> np.ndarray:
        """The last party of a customer before today, -1 for all others."""
        return np.where(self.is_customer, self.party_before, NONE)

    def at(self, places: np.ndarray) -> Self:
        """These records alone, numbered in their order."""
        return type(self)(*(getattr(self, one.name)[places] for one in fields(self)))


@dataclass(frozen=True)
class Pairs:
    """Pairs of records as columns of equal length, the smaller record left; ``weight`` is NaN without a score."""

    left: np.ndarray
    right: np.ndarray
    weight: np.ndarray

    @classmethod
    def of(cls, one: np.ndarray, other: np.ndarray, weight: np.ndarray | None = None) -> Self:
        """Pairs whose records come in any order."""
        weight = np.full(len(one), np.nan) if weight is None else weight
        return cls(np.minimum(one, other), np.maximum(one, other), weight)

    @classmethod
    def of_all(cls, several: Sequence[Self]) -> Self:
        """The pairs of all, one after the other."""
        columns = ([getattr(pairs, name) for pairs in several] for name in ("left", "right", "weight"))
        return cls(*map(np.concatenate, columns))

    def where(self, is_kept: np.ndarray) -> Self:
        """The pairs of which that is true."""
        return type(self)(self.left[is_kept], self.right[is_kept], self.weight[is_kept])

    def without(self, others: Self) -> Self:
        """The pairs that are not among others."""
        return self.where(~np.isin(self._key(), others._key()))

    def strongest_first(self) -> Self:
        """The pairs by falling weight, then by record: whatever order they came in."""
        return self.where(np.lexsort((self.right, self.left, -self.weight)))

    def _key(self) -> np.ndarray:
        return (self.left.astype(np.int64) << 32) | self.right


def no_pairs() -> Pairs:
    """None at all."""
    none = np.empty(0, dtype=np.int64)
    return Pairs.of(none, none)


@dataclass(frozen=True)
class Evidence:
    """Decisions of people, the smaller record left, and the scored pairs with their match weights."""

    same: Sequence[Pair] = ()
    different: Sequence[Pair] = ()
    scored: Pairs = field(default_factory=no_pairs)

    @property
    def decided(self) -> np.ndarray:
        """The records of whom people said something, as often as they did."""
        return np.array([record for pair in (*self.same, *self.different) for record in pair], dtype=np.int64)

    def at(self, places: np.ndarray) -> Self:
        """The same about these records, numbered in their order; all that it names are among them."""
        left, right = (np.searchsorted(places, side) for side in (self.scored.left, self.scored.right))
        scored = Pairs(left, right, self.scored.weight)
        return type(self)(_numbered(self.same, places), _numbered(self.different, places), scored)


def _numbered(pairs: Sequence[Pair], places: np.ndarray) -> list[Pair]:
    return [(left, right) for left, right in np.searchsorted(places, np.reshape(pairs, (-1, 2))).tolist()]


def groups_of(codes: np.ndarray, age: np.ndarray) -> list[list[int]]:
    """The records that share a value, oldest first; groups by their oldest record, values of one record left out."""
    order = np.lexsort((age, codes))
    order = order[codes[order] != NONE]
    starts = np.flatnonzero(np.diff(codes[order])) + 1
    bounds = [0, *starts.tolist(), len(order)]
    members = order.tolist()
    groups = [members[start:end] for start, end in itertools.pairwise(bounds) if end - start > 1]
    return sorted(groups, key=lambda group: age[group[0]])
