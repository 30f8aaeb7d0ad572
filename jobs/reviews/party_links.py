"""What a sealed day knows about two records: their parties, the links in and between them, and what people decided."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from jobs.identity.link_chain import Link
from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.lake_reader import CuratedDay

LEFT, RIGHT = "left_record_id", "right_record_id"


@dataclass(frozen=True)
class PartyLinks:
    """Two records on a sealed day; raises DataFault on use for a record that the day does not know."""

    day: CuratedDay
    first: str
    last: str

    @cached_property
    def parties(self) -> tuple[str, str]:
        """The party of each of the two."""
        rows = self._xref().filter(pl.col("record_id").is_in([self.first, self.last])).collect()
        known = dict(rows.select("record_id", "party_id").iter_rows())
        if not {self.first, self.last} <= set(known):
            raise DataFault(
                f"{len({self.first, self.last} - set(known))} of the two records is not in silver.party_xref of "
                f"{self.day.manifest.business_date}: give record ids such as core_bank:C000000001."
            )
        return known[self.first], known[self.last]

    def inside(self) -> list[Link]:
        """The links among the records of the first one's party."""
        records = self._records_of(self.parties[0])
        return self._links(records, records)

    def between(self) -> list[Link]:
        """The links between the two parties, that of the two records first, then the strongest."""
        ours, theirs = map(self._records_of, self.parties)
        asked = {self.first, self.last}
        found = self._links(ours, theirs) + self._links(theirs, ours)
        return sorted(found, key=lambda one: ({one.left_record_id, one.right_record_id} != asked, _weakest_last(one)))

    def numbers(self, column: str) -> tuple[str | None, str | None]:
        """A number of each of the two, as compared; it is not told to anybody."""
        rows = self.day.table("silver.match_record").polars().filter(pl.col("record_id").is_in([self.first, self.last]))
        known = dict(rows.select("record_id", column).collect().iter_rows())
        return known.get(self.first), known.get(self.last)

    def _records_of(self, party_id: str) -> list[str]:
        return self._xref().filter(pl.col("party_id") == party_id).collect()["record_id"].to_list()

    def _xref(self) -> pl.LazyFrame:
        return self.day.table("silver.party_xref").polars()

    def _links(self, lefts: Collection[str], rights: Collection[str]) -> list[Link]:
        is_asked = pl.col(LEFT).is_in(lefts) & pl.col(RIGHT).is_in(rights)
        rows = self.day.table("silver.party_link").polars().filter(is_asked).select(list(Link.__dataclass_fields__))
        return [Link(*row) for row in rows.collect().iter_rows()]


def _weakest_last(link: Link) -> tuple:
    rule, weight = link.strength
    return -rule, -weight, link.left_record_id, link.right_record_id
