"""A quarantined row and its repair, through the same build: in the table once, and the account adds up."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from jobs.lakehouse.errors import ContractFault, DataFault
from jobs.lakehouse.expectation import reject
from jobs.lakehouse.quarantine_reader import BadRow
from jobs.lakehouse.repair_desk import RepairDesk
from tests.jobs.lakehouse.test_runner import OneTable

FIRST, SECOND, THIRD = date(2026, 6, 1), date(2026, 6, 2), date(2026, 6, 3)
NAME = "silver.thing"


class Hospital(OneTable):
    """One table with a rule of its own, and the desk where its rows are repaired."""

    def desk(self, day: date = FIRST) -> RepairDesk:
        return RepairDesk(self.workshop.catalog[NAME], day, self.settings)

    def bad(self, day: date = FIRST) -> list[BadRow]:
        return self.desk(day).rows()

    def states(self, day: date = FIRST) -> list[tuple[str, str]]:
        return [(row.rule, str(row.state)) for row in self.bad(day)]

    def heal(self, row: BadRow, **columns: str | None) -> str:
        self.desk().propose_values(row.row_id, columns, "Li Lei", "read from the paper")
        return self.desk().approve(row.row_id, "Han Mei").id

    def things(self) -> list[tuple[str, int, date]]:
        return self.published().rows()

    def page(self) -> str:
        return (self.settings.data_docs / "quarantine.html").read_text()


@pytest.fixture
def table(spark: SparkSession, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hospital:
    one = Hospital(spark, tmp_path)
    build, rules = ModuleType("jobs.silver.thing"), ModuleType("expectations.silver.thing")
    build.build = lambda: one.build()
    rules.EXPECTATIONS = one.rules
    rules.row_rules = lambda: (
        reject("TOO_MANY", F.col("piece_count") > 50, "more than fifty pieces"),
        reject("NAMELESS", F.col("thing_id") == "-", "it has no name"),
    )
    monkeypatch.setitem(sys.modules, "jobs.silver.thing", build)
    monkeypatch.setitem(sys.modules, "expectations.silver.thing", rules)
    return one


def test_a_repaired_row_is_loaded_once_however_often_and_by_however_many_it_is_run(table: Hospital) -> None:
    rows = (("a", "1"), ("b", "secret many"))
    table.run(FIRST, *rows)
    assert table.states() == [("BAD_NUMBER", "open")]
    repair = table.heal(table.bad()[0], piece_count="7")
    assert table.states() == [("BAD_NUMBER", "approved")]

    with ThreadPoolExecutor(2) as both:
        receipts = list(both.map(lambda _: table.run(FIRST, *rows), range(2)))
    assert sorted(receipt.status for receipt in receipts) == ["PUBLISHED", "UNCHANGED"]
    assert table.run(FIRST, *rows).status == "UNCHANGED"

    assert [(one.read, one.account.loaded, one.account.quarantined) for one in receipts] == [(2, 2, 0), (2, 2, 0)]
    assert table.things() == [("a", 1, FIRST), ("b", 7, FIRST)]
    assert table.workshop.lake.publication(NAME, FIRST).repairs == {repair: "loaded"}
    assert table.states() == [("BAD_NUMBER", "healed")]
    assert "healed" in table.page()
    assert "Nothing is open" in table.page()
    assert "secret" not in table.page()


def test_a_repaired_row_that_still_breaks_a_rule_stays_under_the_new_rule_until_it_is_repaired_anew(
    table: Hospital,
) -> None:
    rows = (("a", "1"), ("b", "many"))
    table.run(FIRST, *rows)
    row = table.bad()[0]
    table.heal(row, piece_count="77")
    receipt = table.run(FIRST, *rows)
    assert (receipt.account.loaded, receipt.account.reasons) == (1, {"TOO_MANY": 1})
    assert table.states() == [("TOO_MANY", "still bad")]
    assert table.bad()[0].row_id == row.row_id
    with pytest.raises(DataFault, match="is approved already: reject it first"):
        table.heal(row, piece_count="7")
    table.desk().reject(row.row_id, "Wang Wu", "misread")
    table.heal(row, piece_count="7")
    assert table.run(FIRST, *rows).account.loaded == 2
    table.desk().reject(row.row_id, "Wang Wu", "misread again")
    assert table.run(FIRST, *rows).account.quarantined == 1
    assert table.states() == [("BAD_NUMBER", "open")]


def test_an_accepted_exception_waives_the_one_rule_for_the_one_row(table: Hospital) -> None:
    rows = (("a", "60"), ("b", "60"), ("-", "60"), ("c", "many"))
    table.run(FIRST, *rows, ("d", "1"))
    by_name = {'"a"': 0, '"-"': 0, '"c"': 0}
    found = {name: next(row for row in table.bad() if name in row.row_json) for name in by_name}
    for name in ('"a"', '"-"'):
        table.desk().propose_exception(found[name].row_id, "Li Lei", "a wholesaler")
        table.desk().approve(found[name].row_id, "Han Mei")
    with pytest.raises(ContractFault, match="No exception to BAD_NUMBER can be accepted"):
        table.desk().propose_exception(found['"c"'].row_id, "Li Lei", "a wholesaler")
    receipt = table.run(FIRST, *rows, ("d", "1"))
    assert table.things() == [("a", 60, FIRST), ("d", 1, FIRST)]
    assert receipt.account.reasons == {"TOO_MANY": 1, "NAMELESS": 1, "BAD_NUMBER": 1}


def test_the_author_cannot_approve_and_nothing_unfit_is_proposed(table: Hospital) -> None:
    table.run(FIRST, ("a", "1"), ("b", "many"))
    desk, row_id = table.desk(), table.bad()[0].row_id
    for columns, sentence in (
        ({"colour_code": "RED"}, "has no column colour_code"),
        ({"piece_count": "secret"}, "piece_count is not written as int"),
        ({"thing_id": None}, "thing_id may not be empty"),
        ({}, "at least one column"),
    ):
        with pytest.raises(ContractFault, match=sentence) as fault:
            desk.propose_values(row_id, columns, "Li Lei", "read")
        assert "secret" not in str(fault.value)
    desk.propose_values(row_id[:8], {"piece_count": "7"}, "Li Lei", "read from the paper")
    with pytest.raises(DataFault, match="a second person approves it"):
        desk.approve(row_id, "li lei")
    with pytest.raises(ContractFault, match="needs a name"):
        desk.approve(row_id, " ")
    with pytest.raises(DataFault, match="a later one replaced it"):
        desk.approve(row_id, "Han Mei", "another proposal")


def test_what_was_rejected_is_not_proposed_again_in_the_same_words(table: Hospital) -> None:
    table.run(FIRST, ("a", "1"), ("b", "many"))
    row_id, seven = table.bad()[0].row_id, {"piece_count": "7"}
    first = table.desk().propose_values(row_id, seven, "Li Lei", "read from the paper")
    assert table.desk().propose_values(row_id, seven, "Li Lei", "read from the paper") == first
    table.desk().reject(row_id, "Han Mei", "another paper")
    with pytest.raises(DataFault, match=f"{first}, was rejected by Han Mei before: propose another value, or give"):
        table.desk().propose_values(row_id, seven, "Li Lei", "read from the paper")
    assert table.states() == [("BAD_NUMBER", "open")]
    again = table.desk().propose_values(row_id, seven, "Li Lei", "read again, from the right paper")
    assert [heard.id for heard in table.desk().waiting()] == [again]


def test_a_repair_of_a_row_that_was_corrected_meanwhile_is_stale_and_changes_nothing(table: Hospital) -> None:
    table.run(FIRST, ("a", "1"), ("b", "many"))
    table.heal(table.bad()[0], piece_count="7")
    table.run(FIRST, ("a", "1"), ("b", "8"))
    assert table.things() == [("a", 1, FIRST), ("b", 8, FIRST)]
    assert table.workshop.lake.publication(NAME, FIRST).repairs == {}
    assert table.states() == [("BAD_NUMBER", "stale")]
    assert table.run(FIRST, ("a", "1"), ("b", "8")).status == "UNCHANGED"


def test_a_bad_row_keeps_its_id_and_its_age_and_alike_rows_share_both(table: Hospital) -> None:
    table.run(FIRST, ("a", "1"), ("b", "many"))
    table.run(SECOND, ("b", "many"), ("c", "few"), ("a", "1"), ("b", "many"))
    table.run(SECOND, ("a", "2"), ("b", "many"), ("b", "many"), ("c", "few"))
    first, second = table.bad(FIRST), {row.count: row for row in table.bad(SECOND)}
    assert second[2].row_id == first[0].row_id
    assert (second[2].first_seen, second[1].first_seen) == (FIRST, SECOND)
    table.run(THIRD, ("a", "1"), ("c", "few"))
    assert [row.first_seen for row in table.bad(THIRD)] == [SECOND]
    assert not (table.workshop.lake.quarantine_path(NAME).parent.stat().st_mode & 0o077)
