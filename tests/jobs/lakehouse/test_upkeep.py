"""Upkeep removes what nobody needs any more, and nothing else, whatever was published, replaced or damaged before."""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import DeltaTable, write_deltalake
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.lake_files import SMALL_BYTES, FileReport, file_report
from jobs.lakehouse.lake_upkeep import Freed, vacuum
from jobs.lakehouse.layout import LOG_DAYS
from jobs.lakehouse.leftovers import cleaned
from jobs.lakehouse.needed import needs_of, promises_of
from jobs.maintain import crowded_days
from jobs.verify import verify
from tests.jobs.lakehouse.whole_lake import FIRST, FOLDER, NAME, SECOND, WholeLake, clean_log

ROLLBACK_DAYS = 30


@pytest.fixture
def lake(tmp_path: Path) -> WholeLake:
    return WholeLake(tmp_path)


def vacuum_after(lake: WholeLake, days: int) -> Freed:
    """Vacuum as it will be some days from now; what was written now is as old then."""
    now = datetime.now(UTC) + timedelta(days=days)
    needs = needs_of(promises_of(lake.lake), lake.catalog, now - timedelta(days=ROLLBACK_DAYS))
    return vacuum(lake.lake, FOLDER, needs, now)


def rows_at(lake: WholeLake, version: int, day: date) -> int:
    table = DeltaTable(str(lake.table), version=version)
    return table.to_pyarrow_table(filters=[("business_date", "=", day)]).num_rows


def test_what_a_rollback_may_need_stays_for_the_declared_days(lake: WholeLake) -> None:
    assert vacuum_after(lake, ROLLBACK_DAYS - 1).files == 1
    assert [rows_at(lake, version, FIRST) for version in (1, 2)] == [1000, 1000]
    assert verify(lake.settings, lake.catalog).damages == ()


def test_what_was_replaced_long_ago_goes_and_what_is_in_force_stays_for_ever(lake: WholeLake) -> None:
    freed = vacuum_after(lake, ROLLBACK_DAYS + 1)
    assert (freed.files, freed.size > 1000) == (2, True)
    assert len(list(lake.table.rglob("part-*.parquet"))) == len(list(lake.table.rglob(".part-*.parquet.crc"))) == 2
    assert rows_at(lake, 2, FIRST) == rows_at(lake, 3, SECOND) == 1000
    assert vacuum_after(lake, 4000) == Freed()


def test_the_declared_days_count_from_the_day_on_which_something_was_replaced(lake: WholeLake) -> None:
    """A content that stood for years may be needed the day after it was replaced."""
    now = datetime.now(UTC)
    promises, stood = promises_of(lake.lake), (now - timedelta(days=400)).isoformat()
    aged = tuple(replace(one, published_at=stood) if one.generation == 1 else one for one in promises.publications)
    needs = needs_of(replace(promises, publications=aged), lake.catalog, now - timedelta(days=ROLLBACK_DAYS))
    assert {need.generation for need in needs if not need.channel} == {1, 2, 3}


def test_a_sealed_day_that_was_not_sealed_again_keeps_what_it_names(lake: WholeLake) -> None:
    lake.publish(4, FIRST)
    vacuum_after(lake, ROLLBACK_DAYS + 1)
    assert rows_at(lake, 2, FIRST) == 1000
    lake.seal(FIRST)
    vacuum_after(lake, ROLLBACK_DAYS + 1)
    with pytest.raises(FileNotFoundError):
        rows_at(lake, 2, FIRST)


def test_a_table_without_publications_keeps_its_newest_version_and_those_of_the_last_day(lake: WholeLake) -> None:
    long_ago = time.time() - 10 * 86400
    for path in lake.table.rglob("*.parquet"):
        os.utime(path, (long_ago, long_ago))
    assert vacuum(lake.lake, FOLDER, ()) == Freed()
    assert vacuum(lake.lake, FOLDER, (), datetime.now(UTC) + timedelta(days=2)).files == 2
    assert rows_at(lake, 3, FIRST) == rows_at(lake, 3, SECOND) == 1000


def test_a_young_file_is_left_since_a_run_may_be_about_to_commit_it(lake: WholeLake) -> None:
    assert vacuum_after(lake, 0) == Freed()
    written = lake.table / "business_date=2026-06-03" / "part-of-a-run.parquet"
    written.parent.mkdir()
    written.write_bytes(b"rows of a run")
    assert vacuum_after(lake, 0) == Freed()
    assert written.exists()
    vacuum_after(lake, 2)
    assert not written.exists()


def test_nothing_of_a_damaged_table_is_removed(lake: WholeLake) -> None:
    lake.files(SECOND)[0].unlink()
    before = set(lake.table.rglob("*"))
    with pytest.raises(DataFault, match=r"1 files that it needs are missing"):
        vacuum_after(lake, 4000)
    assert set(lake.table.rglob("*")) == before


def test_nothing_is_removed_while_a_commit_or_a_publication_cannot_be_read(lake: WholeLake) -> None:
    lake.commit(2).write_bytes(b"")
    with pytest.raises(DataFault, match=r"2.json is empty, see `make verify`"):
        vacuum_after(lake, 40)
    (lake.lake / "_published" / NAME / FIRST.isoformat() / "0000000002.json").write_text("")
    with pytest.raises(DataFault, match=r"silver.thing/2026-06-01/0000000002.json cannot be read: see `make verify`"):
        promises_of(lake.lake).require_readable()


def test_what_delta_has_cleaned_from_a_log_that_is_old_enough_is_no_damage(lake: WholeLake) -> None:
    clean_log(lake.table)
    assert "has a damaged log" in verify(lake.settings, lake.catalog).damages[0]
    long_ago = (datetime.now(UTC) - timedelta(days=LOG_DAYS + 1)).isoformat()
    for path in (*lake.lake.rglob("_published/**/*.json"), *lake.lake.rglob("_manifests/**/*.json")):
        facts = json.loads(path.read_text())
        path.write_text(json.dumps(facts | {name: long_ago for name in facts if name in ("published_at", "sealed_at")}))
    assert verify(lake.settings, lake.catalog).damages == ()


def test_a_quarantine_that_lost_its_log_after_30_days_is_whole_and_its_upkeep_goes_on(lake: WholeLake) -> None:
    quarantine = lake.lake / "quarantine" / NAME
    for day in (FIRST, SECOND):
        rows = pa.table({"row_id": ["a"], "business_date": [day]})
        write_deltalake(str(quarantine), rows, mode="append", partition_by=["business_date"])
    in_force = lake.publications.get(NAME, FIRST)
    lake.publications.put(replace(in_force, generation=4, quarantine_version=0, published_at=""))
    clean_log(quarantine)
    assert verify(lake.settings, lake.catalog).damages == ()
    needs = needs_of(promises_of(lake.lake), lake.catalog, datetime.now(UTC))
    mine = [need for need in needs if need.folder == f"quarantine/{NAME}"]
    assert vacuum(lake.lake, mine[0].folder, mine, datetime.now(UTC) + timedelta(days=40)) == Freed()


@examples(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.lists(st.tuples(st.sampled_from([FIRST, SECOND]), st.booleans()), max_size=6), age=st.integers(0, 80))
@pytest.mark.fault(
    "F42",
    "vacuum runs while days can still be read or returned to",
    "nothing that a promise needs is removed",
)
def test_vacuum_harms_no_promise_whatever_was_published_and_sealed(
    tmp_path_factory: pytest.TempPathFactory, order: list, age: int
) -> None:
    lake = WholeLake(tmp_path_factory.mktemp("lake"))
    for version, (day, is_sealed) in enumerate(order, start=4):
        lake.publish(version, day)
        if is_sealed:
            lake.seal(day)
    now = datetime.now(UTC) + timedelta(days=age)
    needs = needs_of(promises_of(lake.lake), lake.catalog, now - timedelta(days=ROLLBACK_DAYS))
    vacuum(lake.lake, FOLDER, needs, now)
    assert all(rows_at(lake, need.version, date.fromisoformat(need.partition)) == 1000 for need in needs)
    assert {need.business_date for need in needs} == {FIRST.isoformat(), SECOND.isoformat()}


def test_crowded_partitions_are_told_and_only_recent_ones_made_anew(lake: WholeLake) -> None:
    found = file_report(lake.lake, FOLDER)
    assert (found.version, found.files, found.crowded) == (3, 2, {})
    assert 0 < found.average_size < SMALL_BYTES
    crowded = FileReport(FOLDER, 3, 40, 40, {"": 9, "2026-01-01": 9, "2026-06-01": 9})
    assert list(crowded_days(crowded, SECOND)) == [None, FIRST]


def test_leftovers_of_killed_runs_go_after_a_day_and_nothing_else(lake: WholeLake) -> None:
    parts = [
        lake.lake / "_staging" / NAME / "run" / "part.parquet",
        lake.lake / "_published" / NAME / FIRST.isoformat() / "run9.77.part",
        lake.lake / "_manifests" / "curated" / FIRST.isoformat() / "abc.part",
        lake.settings.landing / "_receiving" / "vendor-abc" / "rows",
        *(lake.lake / "_claims" / NAME / f"token.{number}" for number in (8, 9, 10)),
    ]
    delivered = lake.settings.landing / "vendor" / FIRST.isoformat() / "0001" / "rows.part"
    for path in (*parts, delivered):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"12345")
    kept = set(lake.table.rglob("*"))
    assert cleaned(lake.settings) == Freed()
    for path in lake.settings.home.rglob("*"):
        os.utime(path, (time.time() - 90000,) * 2)
    assert cleaned(lake.settings) == Freed(5, 25)
    assert [path.name for path in parts if path.exists()] == ["token.9", "token.10"]
    assert delivered.exists()
    assert set(lake.table.rglob("*")) == kept
    assert cleaned(lake.settings) == Freed()
    assert verify(lake.settings, lake.catalog).damages == ()
