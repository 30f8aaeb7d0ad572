"""A writer that stood still while another took over publishes nothing, whatever the table keeps."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from jobs.lakehouse import table_claim
from jobs.lakehouse.account import account_of
from jobs.lakehouse.conform import conform
from jobs.lakehouse.errors import InfrastructureFault
from jobs.lakehouse.publication import Publication, Publications
from tests.jobs.lakehouse.publishing import consented
from tests.jobs.lakehouse.test_runner import OneTable, contract, table

__all__ = ["table"]
DAY, NAME = date(2026, 6, 1), "silver.thing"


class StandsStill(Publications):
    """What a process does that stops just before its commit: meanwhile, another run publishes."""

    def __init__(self, table: OneTable) -> None:
        super().__init__(table.settings.lake)
        self._table = table

    def announce(self, publication: Publication) -> None:
        super().announce(publication)
        self._table.workshop.lake.publications = Publications(self._table.settings.lake)
        publish(self._table, ("a", "2"))


class StandsStillEarlier(StandsStill):
    """The same, before it has said what it is about to commit."""

    def announce(self, publication: Publication) -> None:
        self._table.workshop.lake.publications = Publications(self._table.settings.lake)
        publish(self._table, ("a", "2"))
        Publications.announce(self, publication)


def publish(table: OneTable, *rows: tuple[str, str]) -> Publication:
    lake, declared, run_id = table.workshop.lake, table.workshop.catalog[NAME], uuid.uuid4().hex
    table.rows = list(rows)
    staged = lake.stage(conform(table.build(), declared), declared, DAY, run_id)
    return lake.publish(staged, consented(lake, NAME, DAY, run_id, account_of(staged.rows(), declared)))


@pytest.mark.parametrize("write", ["replace_partition", "replace", "history", "merge"])
@pytest.mark.fault(
    "F07",
    "a run stands still before its commit, another publishes, then it goes on",
    "its commit is refused (75)",
)
def test_a_run_that_was_taken_over_publishes_nothing(
    table: OneTable, write: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    table.use(contract(write))
    publish(table, ("a", "0"))
    monkeypatch.setattr(table_claim, "HELD_SECONDS", 0.2)
    table.workshop.lake.publications = StandsStill(table)
    with pytest.raises(InfrastructureFault, match=r"took over silver.thing while this one for 2026-06-01 stood still"):
        publish(table, ("a", "1"), ("b", "not a number"))
    lake = table.workshop.lake
    assert [row.piece_count for row in lake.read(NAME, DAY).collect()] == [2]
    assert lake.publications.announced(NAME) == ()
    generations = lake.publications.generations(NAME, DAY)
    assert [one.rows for one in generations] == [1, 1]
    assert generations[-1].generation > generations[0].generation


def test_a_run_that_announces_after_it_was_taken_over_leaves_nothing(
    table: OneTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(table, ("a", "0"))
    monkeypatch.setattr(table_claim, "HELD_SECONDS", 0.2)
    table.workshop.lake.publications = StandsStillEarlier(table)
    with pytest.raises(InfrastructureFault, match="took over"):
        publish(table, ("a", "1"))
    lake = table.workshop.lake
    assert [row.piece_count for row in lake.read(NAME, DAY).collect()] == [2]
    assert lake.publications.announced(NAME) == ()


def test_a_commit_tells_run_gate_delivery_and_token(table: OneTable) -> None:
    from deltalake import DeltaTable

    published = publish(table, ("a", "1"))
    told = DeltaTable(str(table.workshop.lake.path(NAME))).history(1)[0]["userMetadata"]
    for fact in (published.run_id, published.gate_id, published.content_hash, f'"generation": {published.generation}'):
        assert fact in told
