"""Upkeep on the real engine: many small files become few, old days read as before, and a return is still possible."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta

import pytest
from deltalake import DeltaTable

from jobs.lakehouse import lake_files
from jobs.lakehouse.lake_files import file_report
from jobs.lakehouse.lake_upkeep import vacuum
from jobs.lakehouse.manifest import seal_day
from jobs.lakehouse.needed import needs_of, promises_of
from jobs.maintain import crowded_days
from jobs.verify import verify
from tests.jobs.lakehouse.test_rollback import DAY, DECISION, NEXT, PART, THING, TwoTables, make
from tests.jobs.lakehouse.whole_lake import flip

__all__ = ["make"]


def compact_crowded(tables: TwoTables) -> None:
    for day in crowded_days(file_report(tables.settings.lake, "silver/part"), NEXT):
        tables.workshop.lake.compact(PART, day)


def vacuum_after(tables: TwoTables, days: int) -> int:
    lake, contracts = tables.workshop.lake, list(tables.workshop.catalog.values())
    now, removed = datetime.now(UTC) + timedelta(days=days), 0
    for name in (PART, THING):
        folder = name.replace(".", "/")
        with lake.claimed(name):
            needs = needs_of(promises_of(tables.settings.lake), contracts, now - timedelta(days=30))
            mine = [need for need in needs if need.folder == folder]
            removed += vacuum(tables.settings.lake, folder, mine, now).files
    return removed


def look(tables: TwoTables) -> tuple[str, ...]:
    return verify(tables.settings, list(tables.workshop.catalog.values())).damages


def days_of(tables: TwoTables) -> list[dict[str, int]]:
    read = [tables.read(name, day) for name in (PART, THING) for day in (DAY, NEXT)]
    at_newest = tables.workshop.lake.read(PART, DAY).collect()
    return [*read, {row.thing_id: row.piece_count for row in at_newest}]


def test_after_upkeep_every_day_reads_as_before_and_can_still_be_returned(
    make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lake_files, "FEW_FILES", 1)
    tables = make("history")
    tables.run(("a", "1"), ("b", "2"))
    tables.run(("a", "9"), ("b", "2"))
    tables.run(("a", "9"), ("b", "2"), ("c", "3"), day=NEXT)
    before, version = days_of(tables), DeltaTable(str(tables.workshop.lake.path(PART))).version()
    assert file_report(tables.settings.lake, "silver/part").crowded
    for _ in range(2):
        compact_crowded(tables)
        vacuum_after(tables, 20)
    assert file_report(tables.settings.lake, "silver/part").crowded == {}
    assert DeltaTable(str(tables.workshop.lake.path(PART))).version() == version + 1
    assert (days_of(tables), look(tables)) == (before, ())
    tables.rollback.back(PART, DECISION)
    assert tables.read(PART) == tables.read(THING) == {"a": 1, "b": 2}
    _require_every_flip_found(tables)
    assert vacuum_after(tables, 40) > 0
    assert tables.read(PART) == tables.read(THING) == {"a": 1, "b": 2}
    assert tables.read(THING, NEXT) == before[3]
    _require_the_way_out_leads_out(tables)


def _require_every_flip_found(tables: TwoTables) -> None:
    """Of what the engine itself wrote: its data files and its commits."""
    assert look(tables) == ()
    thing = tables.workshop.lake.path(THING)
    written = [*thing.rglob("part-*.snappy.parquet"), *thing.rglob("_delta_log/*1.json")]
    for path in written:
        flip(path, path.stat().st_size // 2)
        assert any(path.name in said for said in look(tables))
        flip(path, path.stat().st_size // 2)
    assert (len(written) >= 4, look(tables)) == (True, ())


def _require_the_way_out_leads_out(tables: TwoTables) -> None:
    """All files of a day are lost: what verify says, done to the letter, leaves a whole lake with the same rows."""
    lake, rows = tables.settings.lake, tables.read(THING)
    for path in (lake / "gold" / "thing" / f"business_date={DAY}").glob("part-*.parquet"):
        path.unlink()
    again = f"move _published/{THING}/{DAY} of the lake aside and run {THING} for {DAY} again"
    assert any(again in said for said in look(tables))
    shutil.move(lake / "_published" / THING / str(DAY), lake.parent / "aside")
    tables.run_one(THING)
    catalog, publications = tables.workshop.catalog, tables.workshop.lake.publications
    seal_day(tables.manifests, catalog, DAY, publications, "lost and made again")
    assert all("so that nobody returns to it" in said for said in look(tables))
    for path in sorted((lake / "_manifests" / "curated" / str(DAY)).glob("*.json"))[:-1]:
        path.unlink()
    assert [said for said in look(tables) if THING in said] == []
    assert tables.read(THING) == rows
