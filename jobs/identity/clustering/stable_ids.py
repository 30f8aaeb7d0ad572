"""Which party keeps which id: an id stays with its oldest record, and where two meet the older one is kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from jobs.identity.clustering.codes import NONE
from jobs.identity.token import tokens_of

PARTY_ID_DIGITS = 20


@dataclass(frozen=True)
class IdMaker:
    """Makes ids that nobody can trace back to a record without the key; the key shows in no text of it."""

    key: str = field(repr=False)
    day: date

    def of_records(self, record_ids: Iterable[str]) -> list[str]:
        """The ids of parties that begin with records."""
        return self._ids(f"record:{record_id}" for record_id in record_ids)

    def of_record_and_day(self, record_id: str) -> str:
        """The id of a party that begins with a record on a day when the record's own id means another party."""
        return self._ids([f"record:{record_id} day:{self.day}"])[0]

    def _ids(self, texts: Iterable[str]) -> list[str]:
        return [f"P{token[:PARTY_ID_DIGITS]}" for token in tokens_of(texts, self.key)]


def kept_parties(clusters: np.ndarray, age: np.ndarray, earlier: np.ndarray, was_there: np.ndarray) -> np.ndarray:
    """The earlier id that the cluster of each record keeps, as ``earlier`` numbers it; -1 for a cluster with none.

    An id is claimed by the cluster of its oldest record alone, so a split leaves it in one place. A record that
    ``was_there`` the day before, when the id meant it, claims before one that is back after it was absent. A cluster
    that claims several keeps that of its oldest record, so a merge keeps the older id. ``age`` is 0 for the oldest.
    """
    oldest_first = np.argsort(age)
    known = oldest_first[earlier[oldest_first] != NONE]
    there_first = known[np.argsort(~was_there[known], kind="stable")]
    claimants = there_first[_first_of_each(earlier[there_first])]
    claimed_by = np.full(len(clusters), NONE, dtype=np.int64)
    claimed_by[earlier[claimants]] = clusters[claimants]
    entitled = known[claimed_by[earlier[known]] == clusters[known]]
    keepers = entitled[_first_of_each(clusters[entitled])]
    kept = np.full(len(clusters), NONE, dtype=np.int64)
    kept[clusters[keepers]] = earlier[keepers]
    return kept[clusters]


def _first_of_each(values: np.ndarray) -> np.ndarray:
    """The position at which each value stands for the first time, in order."""
    return np.sort(np.unique(values, return_index=True)[1])


def new_party_ids(record_ids: Sequence[str], taken: Collection[str], maker: IdMaker) -> list[str]:
    """The id of each party that had none, of the id of its smallest record.

    ``taken`` are the ids of the newest earlier date and the last ones of records that were absent: one of those means
    other records and is not given away; the new id is then made of the record and the day. An id that ended before
    comes back with its record, so that a merge that is undone gives back the id from before.
    """
    own = zip(record_ids, maker.of_records(record_ids), strict=True)
    return [maker.of_record_and_day(record_id) if party_id in taken else party_id for record_id, party_id in own]
