"""One run of one table: published once, unchanged when repeated, refused without harm."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import polars as pl
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable
from pyspark.sql import DataFrame, SparkSession

from jobs.lakehouse.contract import BUSINESS_DATE, Column, Contract
from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.expectation import Expectation, critical
from jobs.lakehouse.lake import Lake
from jobs.lakehouse.layout import TABLE_PROPERTIES
from jobs.lakehouse.quality import check
from jobs.lakehouse.runner import Workshop, run_table
from jobs.lakehouse.session import current_attempt
from jobs.lakehouse.settings import Settings, read_settings
from jobs.lakehouse.table_code import Rules
from tests.jobs.lakehouse.publishing import give_gate_key

FIRST, SECOND = date(2026, 6, 1), date(2026, 6, 2)


def contract(write: str = "replace_partition", **more: object) -> Contract:
    return Contract(
        name="silver.thing",
        about="Things for the tests.",
        owner="tests",
        purpose=["tests"],
        retention="1y",
        write=write,
        key=["thing_id"],
        columns=[
            Column(name="thing_id", nullable=False, about="Number of the thing", sensitivity="internal"),
            Column(name="piece_count", type="int", about="How many", sensitivity="internal"),
        ],
        **more,
    )


class OneTable:
    """A lake with a single table whose build returns what the test sets."""

    def __init__(self, spark: SparkSession, home: Path) -> None:
        from jobs.lakehouse.catalog import Catalog

        self.settings = Settings(home=home)
        give_gate_key(home)
        self.rows: list[tuple[str, str]] = []
        self.rules: tuple[Expectation, ...] = (
            critical("expect_column_max_to_be_between", column="piece_count", max_value=100),
        )
        self._spark = spark
        self._receipts = Catalog()["ops.run"]
        self.use(contract())

    def use(self, declared: Contract) -> None:
        self.name = declared.name
        catalog = {declared.name: declared, "ops.run": self._receipts}
        lake = Lake(self._spark, self.settings, catalog)
        self.workshop = Workshop(self._spark, lake, catalog, self.settings)

    def build(self) -> DataFrame:
        return self._spark.createDataFrame(self.rows, "thing_id STRING, piece_count STRING")

    def run(self, day: date, *rows: tuple[str, str]):
        self.rows = list(rows)
        return run_table(self.workshop, self.name, day, current_attempt(self.name))

    def published(self) -> pl.DataFrame:
        return pl.read_delta(str(self.workshop.lake.path("silver.thing"))).sort(BUSINESS_DATE, "thing_id")

    def has_dictionaries(self) -> bool:
        """Whether the columns of the published files are written with a dictionary of their values."""
        files = self.workshop.lake.path(self.name).rglob("*.parquet")
        groups = [pq.read_metadata(file).row_group(0) for file in files]
        return any(group.column(place).has_dictionary_page for group in groups for place in range(group.num_columns))

    def version(self) -> int:
        return DeltaTable(str(self.workshop.lake.path("silver.thing"))).version()

    def receipts(self) -> list[str]:
        return pl.read_delta(str(self.settings.lake / "ops" / "run")).sort("started_at")["status_code"].to_list()


@pytest.fixture
def table(spark: SparkSession, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OneTable]:
    one = OneTable(spark, tmp_path)
    build, rules = ModuleType("jobs.silver.thing"), ModuleType("expectations.silver.thing")
    build.build = lambda: one.build()
    rules.__getattr__ = lambda name: (
        one.rules if name == "EXPECTATIONS" else (_ for _ in ()).throw(AttributeError(name))
    )
    for layer in ("silver", "gold"):
        monkeypatch.setitem(sys.modules, f"jobs.{layer}.thing", build)
        monkeypatch.setitem(sys.modules, f"expectations.{layer}.thing", rules)
    return one


@pytest.mark.fault(
    "F39",
    "a day is run twice",
    "no new version; UNCHANGED",
)
def test_a_second_run_of_a_day_publishes_nothing_new(table: OneTable) -> None:
    assert table.run(FIRST, ("a", "1"), ("b", "2")).status == "PUBLISHED"
    version = table.version()
    assert table.run(FIRST, ("b", "2"), ("a", "1")).status == "UNCHANGED"
    assert table.version() == version
    assert table.receipts() == ["PUBLISHED", "UNCHANGED"]


def test_a_day_that_is_corrected_leaves_the_other_days_alone(table: OneTable) -> None:
    table.run(FIRST, ("a", "1"))
    table.run(SECOND, ("a", "2"))
    table.run(FIRST, ("a", "9"))
    assert table.published().rows() == [("a", 9, FIRST), ("a", 2, SECOND)]
    assert [row.piece_count for row in table.workshop.lake.read("silver.thing", SECOND).collect()] == [2]


def test_gold_is_written_without_dictionaries(table: OneTable) -> None:
    """The tables of one session are each written in their own way, whichever comes first."""
    rows, gold = [(str(number), "7") for number in range(50)], contract().model_copy(update={"name": "gold.thing"})
    for declared, has_dictionaries in ((gold, False), (contract(), True)):
        table.use(declared)
        table.run(FIRST, *rows)
        assert table.has_dictionaries() == has_dictionaries


def test_bad_rows_go_to_quarantine_beside_the_good_ones(table: OneTable) -> None:
    receipt = table.run(FIRST, ("a", "1"), ("b", "many"))
    assert (receipt.read, receipt.account.loaded, receipt.account.reasons) == (2, 1, {"BAD_NUMBER": 1})
    bad = pl.read_delta(str(table.workshop.lake.quarantine_path("silver.thing")))
    assert bad["rule"].to_list() == ["BAD_NUMBER"]
    table.run(FIRST, ("a", "1"), ("b", "2"))
    assert pl.read_delta(str(table.workshop.lake.quarantine_path("silver.thing"))).is_empty()


def test_a_quarantine_keeps_its_log_as_long_as_its_table_also_one_that_was_made_otherwise(table: OneTable) -> None:
    path = table.workshop.lake.quarantine_path("silver.thing")
    table.run(FIRST, ("a", "1"), ("b", "many"))
    assert TABLE_PROPERTIES.items() <= DeltaTable(str(path)).metadata().configuration.items()
    table.workshop.spark.sql(f"ALTER TABLE delta.`{path}` UNSET TBLPROPERTIES ('delta.logRetentionDuration')")
    table.run(SECOND, ("a", "1"), ("b", "many"))
    assert TABLE_PROPERTIES.items() <= DeltaTable(str(path)).metadata().configuration.items()
    assert pl.read_delta(str(path)).height == 2


def test_a_refused_table_keeps_its_last_version_and_names_the_rule(table: OneTable) -> None:
    table.run(FIRST, ("a", "1"))
    before, version = table.published(), table.version()
    with pytest.raises(
        DataFault, match=r"The gate refused silver.thing .*expect_column_max_to_be_between\(piece_count\)"
    ):
        table.run(FIRST, ("a", "500"))
    assert table.published().equals(before)
    assert table.version() == version
    assert table.receipts() == ["PUBLISHED", "REFUSED"]
    assert not list((table.settings.lake / "_staging").rglob("*.parquet"))


def test_two_rows_with_one_key_are_refused_when_nobody_said_which_wins(table: OneTable) -> None:
    with pytest.raises(DataFault, match=r"expect_column_values_to_be_unique\(thing_id\): 2 rows"):
        table.run(FIRST, ("a", "1"), ("a", "2"))


def test_an_empty_result_is_refused(table: OneTable) -> None:
    with pytest.raises(DataFault, match="expect_table_row_count_to_be_between"):
        table.run(FIRST)


def test_merging_keeps_the_newest_day_in_whatever_order_days_arrive(table: OneTable) -> None:
    table.use(contract("merge"))
    table.run(SECOND, ("a", "2"), ("b", "5"))
    table.run(FIRST, ("a", "1"), ("c", "7"))
    rows = table.workshop.lake.read("silver.thing", SECOND).orderBy("thing_id").collect()
    assert [tuple(row) for row in rows] == [("a", 2), ("b", 5), ("c", 7)]


def test_a_replaced_table_never_goes_back_to_an_older_day(table: OneTable) -> None:
    table.use(contract("replace"))
    table.run(SECOND, ("a", "2"))
    with pytest.raises(Exception, match="is newer than 2026-06-01"):
        table.run(FIRST, ("a", "1"))
    assert table.published()["piece_count"].to_list() == [2]


def test_a_rule_that_cannot_be_evaluated_refuses(table: OneTable) -> None:
    table.rules = (critical("expect_column_max_to_be_between", column="no_such_column", max_value=1),)
    with pytest.raises(DataFault, match="could not evaluate"):
        table.run(FIRST, ("a", "1"))
    assert not table.workshop.lake.path("silver.thing").exists()


def test_a_gate_without_rules_stays_shut(spark: SparkSession) -> None:
    empty = contract().model_copy(update={"columns": (), "key": (), "may_be_empty": True})
    gate = check(spark.range(1).select(), empty, Rules())
    assert not type(gate)(gate.gate_id, ()).is_open


def test_no_value_of_a_row_enters_the_gates_words(table: OneTable) -> None:
    table.rules = (critical("expect_column_values_to_be_in_set", column="thing_id", value_set=["x"]),)
    with pytest.raises(DataFault) as refusal:
        table.run(FIRST, ("a very private value", "1"))
    page = next(table.settings.data_docs.rglob("silver.thing.html")).read_text()
    assert "private" not in str(refusal.value)
    assert "private" not in page


def test_settings_of_the_test_home_are_its_own(home: Path) -> None:
    assert read_settings().home == home
