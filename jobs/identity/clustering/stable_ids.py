"""Which party keeps which id: an id stays with its oldest record, and where two meet the older one is kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from jobs.identity.token import token_of

PARTY_ID_DIGITS = 20


@dataclass(frozen=True)
class IdMaker:
    """Makes ids that nobody can trace back to a record without the key; the key shows in no text of it."""

    key: str = field(repr=False)
    day: date

    def of_record(self, record_id: str) -> str:
        """The id of a party that begins with a record."""
        return self._id(f"record:{record_id}")

    def of_record_and_day(self, record_id: str) -> str:
        """The id of a party that begins with a record on a day when the record's own id means another party."""
        return self._id(f"record:{record_id} day:{self.day}")

    def _id(self, text: str) -> str:
        return f"P{token_of(text, self.key)[:PARTY_ID_DIGITS]}"


def kept_parties(clusters: Sequence[int], oldest_first: Sequence[int], earlier: Sequence[str | None]) -> dict[int, str]:
    """The earlier id that each cluster keeps; clusters that keep none are left out.

    An id is claimed by the cluster of its oldest record alone, so a split leaves it in one place; a cluster that
    claims several keeps that of the oldest record, so a merge keeps the older id.
    """
    claimed: set[str] = set()
    kept: dict[int, str] = {}
    for record in oldest_first:
        party_id = earlier[record]
        if party_id is None or party_id in claimed:
            continue
        claimed.add(party_id)
        kept.setdefault(clusters[record], party_id)
    return kept


def party_ids(
    clusters: Sequence[int], kept: dict[int, str], alive: Collection[str], record_ids: Sequence[str], maker: IdMaker
) -> list[str]:
    """The id of every record's party; a cluster is named by its smallest record.

    A cluster without an earlier id gets the one of its smallest record. ``alive`` are the ids of the newest earlier
    date: one of those meant other records and is not given away; the new id is then made of the record and the day.
    An id that ended before comes back with its record, so that a merge that is undone gives back the id from before.
    """
    ids = dict(kept)
    for cluster in clusters:
        if cluster not in ids:
            own = maker.of_record(record_ids[cluster])
            ids[cluster] = maker.of_record_and_day(record_ids[cluster]) if own in alive else own
    return [ids[cluster] for cluster in clusters]
