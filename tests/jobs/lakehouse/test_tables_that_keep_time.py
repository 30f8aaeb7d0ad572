"""History and merged tables on the real engine: late, corrected, repeated and killed days."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date

import duckdb
import duckdb_extensions
import polars as pl
import pytest

from jobs.lakehouse.account import account_of
from jobs.lakehouse.conform import conform
from jobs.lakehouse.errors import ContractFault, DataFault
from jobs.lakehouse.layout import columns_to_add
from jobs.lakehouse.publication import Publication, Publications
from jobs.show import sample
from tests.jobs.lakehouse.publishing import consented
from tests.jobs.lakehouse.test_runner import OneTable, contract, table

__all__ = ["table"]
FIRST, LATE, SECOND = date(2026, 6, 1), date(2026, 6, 4), date(2026, 6, 8)
NAME = "silver.thing"


class DiesBeforePublishing(Publications):
    """What a process sees that is killed when its commit is made and nobody has been told."""

    def put(self, publication: Publication) -> None:
        raise SystemExit(f"killed before version {publication.version} was published")


def publish(table: OneTable, day: date, *rows: tuple[str, str]) -> None:
    """The steps of a run that concern the lake; the gate and the receipt have tests of their own."""
    lake, declared, run_id = table.workshop.lake, table.workshop.catalog[NAME], uuid.uuid4().hex
    table.rows = list(rows)
    staged = lake.stage(conform(table.build(), declared), declared, day, run_id)
    account = account_of(staged.rows(), declared)
    lake.publish(staged, consented(lake, NAME, day, run_id, account))


def kill(table: OneTable, day: date, *rows: tuple[str, str]) -> None:
    lake = table.workshop.lake
    lake.publications = DiesBeforePublishing(table.settings.lake)
    with pytest.raises(SystemExit):
        publish(table, day, *rows)
    lake.publications = Publications(table.settings.lake)


def valid(table: OneTable, day: date) -> dict[str, int]:
    return {row.thing_id: row.piece_count for row in table.workshop.lake.read(NAME, day).collect()}


def intervals(table: OneTable) -> list[tuple]:
    names = ("thing_id", "valid_from_date", "valid_to_date", "piece_count")
    return sorted(tuple(row) for row in table.workshop.lake.intervals(NAME).select(*names).collect())


def test_a_history_stays_exact_when_days_come_late_again_and_corrected(table: OneTable) -> None:
    table.use(contract("history"))
    publish(table, FIRST, ("a", "1"), ("b", "1"))
    publish(table, SECOND, ("a", "2"), ("b", "1"))
    publish(table, LATE, ("a", "9"), ("c", "3"))
    assert valid(table, SECOND) == {"a": 2, "b": 1}
    publish(table, SECOND, ("a", "1"), ("b", "1"))
    version = table.version()
    assert table.run(LATE, ("c", "3"), ("a", "9")).status == "UNCHANGED"
    assert table.version() == version
    expected = [
        ("a", FIRST, LATE, 1),
        ("a", LATE, SECOND, 9),
        ("a", SECOND, None, 1),
        ("b", FIRST, LATE, 1),
        ("b", SECOND, None, 1),
        ("c", LATE, SECOND, 3),
    ]
    assert intervals(table) == expected
    assert [valid(table, day) for day in (FIRST, LATE, SECOND)] == [
        {"a": 1, "b": 1},
        {"a": 9, "c": 3},
        {"a": 1, "b": 1},
    ]
    with pytest.raises(DataFault, match="nothing published for 2026-06-02"):
        valid(table, date(2026, 6, 2))
    readers_outside_the_engine_see(table, expected)


def readers_outside_the_engine_see(table: OneTable, expected: list[tuple]) -> None:
    path, lake = str(table.workshop.lake.path(NAME)), table.workshop.lake
    duckdb_extensions.import_extension("delta")
    columns = "thing_id, valid_from_date, valid_to_date, piece_count"
    by_duckdb = duckdb.sql(f"SELECT {columns} FROM delta_scan('{path}') ORDER BY ALL").fetchall()
    by_polars = pl.scan_delta(path).select(*columns.split(", ")).sort("thing_id", "valid_from_date").collect().rows()
    assert by_duckdb == by_polars == expected
    shown = sample(table.settings.lake, contract("history"), lake.pin(NAME, LATE), 10)
    assert sorted(shown["thing_id"]) == ["a", "c"]


@pytest.mark.fault(
    "F02",
    "the client dies after its commit",
    "the next run publishes the commit",
)
def test_a_commit_whose_run_was_killed_is_published_by_the_next_run_and_never_forgotten(table: OneTable) -> None:
    """A correction back to what was published before must not be taken for unchanged."""
    table.use(contract("history"))
    publish(table, FIRST, ("a", "1"))
    kill(table, SECOND, ("a", "2"))
    with pytest.raises(DataFault, match="nothing published"):
        valid(table, SECOND)
    assert intervals(table) == [("a", FIRST, None, 1)]
    version = table.version()
    assert table.run(SECOND, ("a", "2")).status == "UNCHANGED"
    assert (table.version(), valid(table, SECOND), valid(table, FIRST)) == (version, {"a": 2}, {"a": 1})
    kill(table, SECOND, ("a", "3"))
    assert valid(table, SECOND) == {"a": 2}
    assert table.run(SECOND, ("a", "2")).status == "PUBLISHED"
    assert intervals(table) == [("a", FIRST, SECOND, 1), ("a", SECOND, None, 2)]


@pytest.mark.fault(
    "F02",
    "the client dies before its commit",
    "nothing is published",
)
def test_a_run_that_was_killed_before_its_commit_leaves_nothing_behind(table: OneTable) -> None:
    publish(table, FIRST, ("a", "1"))
    lake = table.workshop.lake
    published = lake.publications.get(NAME, FIRST)
    lake.publications.announce(replace(published, run_id="killed", content_hash="of other rows"))
    assert lake.publication(NAME, FIRST) == published
    assert lake.publications.announced(NAME) == ()


def test_a_merged_day_that_is_restated_brings_exactly_what_it_says(table: OneTable) -> None:
    table.use(contract("merge"))
    publish(table, FIRST, ("a", "1"), ("b", "1"))
    publish(table, SECOND, ("a", "2"), ("c", "2"))
    assert valid(table, FIRST) == {"a": 1, "b": 1}
    publish(table, LATE, ("a", "9"), ("d", "9"))
    assert valid(table, SECOND) == {"a": 2, "b": 1, "c": 2, "d": 9}
    publish(table, SECOND, ("b", "2"))
    assert [valid(table, day) for day in (FIRST, LATE, SECOND)] == [
        {"a": 1, "b": 1},
        {"a": 9, "b": 1, "d": 9},
        {"a": 9, "b": 2, "d": 9},
    ]


@pytest.mark.parametrize("write", ["merge", "history"])
def test_a_table_published_without_days_of_validity_says_what_to_do(write: str) -> None:
    with pytest.raises(ContractFault, match=r"without valid_from_date, valid_to_date: move its folder .* run its days"):
        columns_to_add(contract(write), {"thing_id", "piece_count", "business_date"})
