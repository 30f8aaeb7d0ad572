"""A table whose inputs and code did not change is not built again: the day shows the rows that are there already."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress
from datetime import date
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest
from deltalake import DeltaTable
from pyspark.sql import DataFrame, SparkSession

from jobs.lakehouse import unchanged
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.contract import Column, Contract
from jobs.lakehouse.errors import InfrastructureFault, Skipped
from jobs.lakehouse.expectation import warning
from jobs.lakehouse.lake import Lake
from jobs.lakehouse.manifest import Manifests
from jobs.lakehouse.receipt import Receipt
from jobs.lakehouse.rollback import Decision, Rollback
from jobs.lakehouse.runner import Workshop, open_workshop, run_table
from jobs.lakehouse.session import SessionOnDemand, current_attempt
from jobs.lakehouse.settings import Settings
from tests.jobs.lakehouse.publishing import give_gate_key
from tests.jobs.lakehouse.test_rollback import Contracts

DAYS = [date(2026, 6, day) for day in (1, 2, 3)]


def contract(name: str, *inputs: str) -> Contract:
    columns = [Column(name="thing_id", nullable=False, about="Number", sensitivity="internal")]
    facts = {"about": "Things for the tests.", "owner": "tests", "purpose": ["tests"], "retention": "1y"}
    return Contract(name=name, key=["thing_id"], inputs=list(inputs), rows_from=list(inputs), columns=columns, **facts)


class TwoTables:
    """silver.part, whose rows the test sets, and silver.thing, which is made from it."""

    def __init__(self, spark: SparkSession, home: Path) -> None:
        self.parts: list[str] = []
        self.built: list[str] = []
        self._spark = spark
        catalog = {one.name: one for one in (contract("silver.part"), contract("silver.thing", "silver.part"))}
        catalog["ops.run"] = Catalog()["ops.run"]
        settings = Settings(home=home)
        give_gate_key(home)
        self.workshop = Workshop(spark, Lake(spark, settings, catalog), catalog, settings)

    def build_part(self) -> DataFrame:
        return self._spark.createDataFrame([(one,) for one in self.parts], "thing_id STRING")

    def build_thing(self, part: DataFrame) -> DataFrame:
        self.built.append("silver.thing")
        return part

    def run(self, day: date, *parts: str) -> Receipt:
        self.parts = list(parts)
        run_table(self.workshop, "silver.part", day, current_attempt("silver.part"))
        return run_table(self.workshop, "silver.thing", day, current_attempt("silver.thing"))

    def read(self, day: date) -> list[str]:
        return sorted(row.thing_id for row in self.workshop.lake.read("silver.thing", day).collect())

    def version(self) -> int:
        return DeltaTable(str(self.workshop.lake.path("silver.thing"))).version()


@pytest.fixture
def tables(spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TwoTables]:
    two = TwoTables(spark, tmp_path)
    for noun, build in (("part", two.build_part), ("thing", two.build_thing)):
        code, rules = ModuleType(f"jobs.silver.{noun}"), ModuleType(f"expectations.silver.{noun}")
        code.build, rules.EXPECTATIONS = build, (warning("expect_table_row_count_to_be_between", max_value=9),)
        monkeypatch.setitem(sys.modules, code.__name__, code)
        monkeypatch.setitem(sys.modules, rules.__name__, rules)
    return two


def test_a_day_with_the_same_inputs_shows_the_rows_of_the_day_before(tables: TwoTables) -> None:
    tables.run(DAYS[0], "a", "b")
    version = tables.version()
    receipt = tables.run(DAYS[1], "b", "a")
    assert (receipt.status, receipt.read, receipt.account.loaded) == ("CARRIED", 2, 2)
    assert tables.run(DAYS[2], "a", "b").status == "CARRIED"
    assert tables.version() == version
    assert tables.built == ["silver.thing"]
    assert tables.read(DAYS[1]) == tables.read(DAYS[2]) == ["a", "b"]


def test_a_carried_table_asks_no_engine_and_one_to_be_built_tells_that_there_is_none(tables: TwoTables) -> None:
    tables.run(DAYS[0], "a")
    settings, catalog = tables.workshop.settings, tables.workshop.catalog
    nowhere = Settings(home=settings.home, engine="sc://127.0.0.1:9")
    lonely = open_workshop(SessionOnDemand(nowhere, current_attempt("silver.thing")), settings, catalog)
    for day, parts, end in ((DAYS[1], ["a"], "CARRIED"), (DAYS[2], ["b"], "FAILED")):
        tables.parts = parts
        run_table(tables.workshop, "silver.part", day, current_attempt("silver.part"))
        with nullcontext() if end == "CARRIED" else pytest.raises(InfrastructureFault, match="does not answer"):
            run_table(lonely, "silver.thing", day, current_attempt("silver.thing"))
        receipts = pl.read_delta(str(settings.lake / "ops" / "run")).sort("started_at")
        assert receipts["status_code"].to_list()[-1] == end


def test_a_change_of_the_inputs_is_built(tables: TwoTables) -> None:
    tables.run(DAYS[0], "a")
    assert tables.run(DAYS[1], "a", "b").status == "PUBLISHED"
    assert tables.run(DAYS[2], "a").status == "PUBLISHED"
    assert [tables.read(day) for day in DAYS] == [["a"], ["a", "b"], ["a"]]


def test_a_change_of_the_code_is_built(tables: TwoTables, monkeypatch: pytest.MonkeyPatch) -> None:
    tables.run(DAYS[0], "a")
    monkeypatch.setattr(unchanged, "all_code_hash", lambda: "other code")
    assert tables.run(DAYS[1], "a").status == "PUBLISHED"


@pytest.mark.parametrize("build", [lambda part, earlier: part, lambda part, earlier_part: part])
def test_what_looks_at_earlier_days_is_built_each_day(
    tables: TwoTables, build: Callable[..., DataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog = tables.workshop.catalog
    catalog["silver.thing"] = catalog["silver.thing"].model_copy(update={"earlier_days_of": ("silver.part",)})
    monkeypatch.setattr(sys.modules["jobs.silver.thing"], "build", build)
    assert [tables.run(day, "a").status for day in DAYS[:2]] == ["PUBLISHED", "PUBLISHED"]


def test_a_correction_of_the_first_day_leaves_the_days_that_show_its_rows(tables: TwoTables) -> None:
    tables.run(DAYS[0], "a")
    tables.run(DAYS[1], "a")
    tables.run(DAYS[0], "z")
    assert [tables.read(day) for day in DAYS[:2]] == [["z"], ["a"]]


def test_a_history_corrected_to_what_the_day_before_said_shows_that_again(tables: TwoTables) -> None:
    """Its rows do not lie in partitions of days, so naming those of the day before would show what was wrong."""
    catalog = tables.workshop.catalog
    catalog["silver.thing"] = catalog["silver.thing"].model_copy(update={"write": "history"})
    for day, parts in ((DAYS[0], ["a"]), (DAYS[1], ["a", "b"]), (DAYS[2], ["c"]), (DAYS[1], ["a"])):
        tables.run(day, *parts)
    assert [tables.read(day) for day in DAYS] == [["a"], ["a"], ["c"]]


def test_a_carried_content_that_is_returned_to_keeps_the_consent_of_its_gate(tables: TwoTables) -> None:
    for day, parts in ((DAYS[0], ["a"]), (DAYS[1], ["a"]), (DAYS[1], ["b"])):
        tables.run(day, *parts)
    lake, catalog = tables.workshop.lake, Contracts(tables.workshop.catalog)
    manifests = Manifests(tables.workshop.settings.lake)
    rollback = Rollback(lake, catalog, manifests, DAYS[1], lambda name: None, lambda line: None)
    with suppress(Skipped):
        rollback.back("silver.thing", Decision("Li", "the supplier sent another month"))
    returned = lake.publication("silver.thing", DAYS[1])
    assert (tables.read(DAYS[1]), returned.author) == (["a"], "Li")
    assert lake.verdicts.problem(returned) is None
    tables.run(DAYS[0], "z")
    assert tables.read(DAYS[1]) == ["a"]


def test_the_data_docs_of_the_day_name_the_page_that_still_holds(tables: TwoTables) -> None:
    tables.run(DAYS[0], "a")
    tables.run(DAYS[1], "a")
    index = (tables.workshop.settings.data_docs / "index.html").read_text()
    assert 'href="2026-06-01/silver.thing.html">silver.thing</a> <span class="note">unchanged since 2026-06-01' in index
    assert '<td class="passed">carried</td>' in index
    for name in re.findall(r'href="(lineage/silver.thing.html)"', index):
        assert "silver.part" in (tables.workshop.settings.data_docs / name).read_text()
    assert index.count("lineage/silver.thing.html") == 2


def test_the_receipts_tell_that_nothing_was_built(tables: TwoTables) -> None:
    tables.run(DAYS[0], "a")
    tables.run(DAYS[1], "a")
    receipts = pl.read_delta(str(tables.workshop.settings.lake / "ops" / "run")).sort("started_at")
    mine = receipts.filter(pl.col("table_name") == "silver.thing")
    assert mine["status_code"].to_list() == ["PUBLISHED", "CARRIED"]
    assert mine["content_hash"].n_unique() == mine["gate_id"].n_unique() == 1
