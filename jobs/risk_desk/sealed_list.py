"""What a sealed day knows of the risk list: entries, and hits that wait for people. No session of the engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.lake_reader import CuratedDay

ENTRIES, SCREENING = "silver.risk_list_entry", "silver.list_screening"


@dataclass(frozen=True)
class SealedList:
    """The risk list of one sealed day."""

    day: CuratedDay

    def entry(self, entry_id: str) -> dict[str, Any]:
        """One entry; raises DataFault for one that the day does not know."""
        return self._one(ENTRIES, pl.col("entry_id") == entry_id, f"the entry {entry_id}")

    def hit(self, record_id: str, entry_id: str) -> dict[str, Any]:
        """One hit; raises DataFault for one that the day does not know."""
        is_meant = (pl.col("record_id") == record_id) & (pl.col("entry_id") == entry_id)
        return self._one(SCREENING, is_meant, "this hit")

    def known(self, entry_id: str, record_id: str | None) -> dict[str, Any]:
        """What the day tells of an entry, and of a hit on it where a record is named; empty for the unknown."""
        is_entry = pl.col("entry_id") == entry_id
        hits = self._rows(SCREENING, is_entry & (pl.col("record_id") == record_id)) if record_id else []
        return {name: value for one in (*self._rows(ENTRIES, is_entry), *hits) for name, value in one.items()}

    def waiting(self) -> list[dict[str, Any]]:
        """Hits that people have to look at, the weightiest first; of entries that ended nobody is asked."""
        ended = [one["entry_id"] for one in self._rows(ENTRIES, ~pl.col("is_in_force"))]
        rows = self._rows(SCREENING, (pl.col("outcome_code") == "REVIEW") & ~pl.col("entry_id").is_in(ended))
        return sorted(rows, key=lambda one: (-(one["match_weight"] or 0.0), one["entry_id"], one["record_id"]))

    def appealed(self) -> list[dict[str, Any]]:
        """Entries whose appeal was open on the day."""
        return self._rows(ENTRIES, pl.col("appeal_state_code") == "OPEN")

    def _one(self, table: str, is_meant: pl.Expr, what: str) -> dict[str, Any]:
        found = self._rows(table, is_meant)
        if not found:
            raise DataFault(f"{table} of {self.day.manifest.business_date} does not know {what}: correct it.")
        return found[0]

    def _rows(self, table: str, is_meant: pl.Expr) -> list[dict[str, Any]]:
        return self.day.table(table).polars().filter(is_meant).collect().to_dicts()
