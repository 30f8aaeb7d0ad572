"""Upkeep on the real engine: many small files become few, an old day reads as before, and a return is still possible."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from deltalake import DeltaTable

from jobs.lakehouse import lake_files
from jobs.lakehouse.lake_files import file_report
from jobs.lakehouse.lake_upkeep import vacuum
from jobs.lakehouse.manifest import Entry, Manifests, entry_of
from jobs.lakehouse.needed import needs_of, promises_of
from jobs.maintain import crowded_days
from jobs.verify import verify
from tests.jobs.lakehouse.publishing import CONSENT
from tests.jobs.lakehouse.test_runner import OneTable, contract, table
from tests.jobs.lakehouse.whole_lake import flip

__all__ = ["CONSENT", "table"]
FIRST, SECOND, THIRD = date(2026, 6, 1), date(2026, 6, 2), date(2026, 6, 3)
NAME, FOLDER = "silver.thing", "silver/thing"


def valid(table: OneTable, day: date, version: int | None = None) -> dict[str, int]:
    lake = table.workshop.lake
    pinned = lake.pin(NAME, day)
    return {row.thing_id: row.piece_count for row in lake.read(NAME, day, pinned).collect()}


def vacuum_after(table: OneTable, days: int) -> int:
    now, catalog = datetime.now(UTC) + timedelta(days=days), table.workshop.catalog.values()
    needs = needs_of(promises_of(table.settings.lake), catalog, now - timedelta(days=30))
    with table.workshop.lake.claimed(NAME):
        return vacuum(table.settings.lake, FOLDER, needs, now).files


def compact_crowded(table: OneTable, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(lake_files, "FEW_FILES", 1)
    days = list(crowded_days(file_report(table.settings.lake, FOLDER), THIRD))
    for day in days:
        table.workshop.lake.compact(NAME, day)
    return len(days)
