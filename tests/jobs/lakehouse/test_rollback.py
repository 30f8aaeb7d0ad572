"""A table returns to what was published before and forward again; what was made from it follows in one step."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import duckdb
import pytest
from pyspark.sql import DataFrame, SparkSession
from typer.testing import CliRunner

import jobs.rollback
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.contract import Column, Contract
from jobs.lakehouse.errors import ContractFault, DataFault, Skipped
from jobs.lakehouse.expectation import critical
from jobs.lakehouse.lake import Lake
from jobs.lakehouse.lake_reader import CuratedTable, open_curated
from jobs.lakehouse.manifest import Manifest, Manifests, seal_day
from jobs.lakehouse.rollback import Decision, Rollback
from jobs.lakehouse.runner import Workshop, run_table
from jobs.lakehouse.session import current_attempt
from jobs.lakehouse.settings import Settings
from tests.jobs.lakehouse.publishing import give_gate_key

DAY, NEXT = date(2026, 6, 1), date(2026, 6, 2)
PART, THING = "silver.part", "gold.thing"
RULES = (critical("expect_column_values_to_not_be_null", column="thing_id"),)
DECISION = Decision("Li", "the supplier sent the month before")


class Contracts(dict):
    """The contracts of the tests, in the order of the flow."""

    @property
    def in_order(self) -> tuple[Contract, ...]:
        return tuple(self.values())


def contract(name: str, write: str, *inputs: str) -> Contract:
    columns = [
        Column(name="thing_id", nullable=False, about="Number", sensitivity="internal"),
        Column(name="piece_count", type="int", about="How many", sensitivity="internal"),
    ]
    facts = {"about": "Things for the tests.", "owner": "tests", "purpose": ["tests"], "retention": "1y"}
    return Contract(name=name, write=write, key=["thing_id"], inputs=list(inputs), columns=columns, **facts)


class TwoTables:
    """silver.part, whose rows the test sets, and gold.thing, which is made from it; sealed after each run."""

    def __init__(self, spark: SparkSession, home: Path, write: str) -> None:
        self.rows: list[tuple[str, str]] = []
        self._spark = spark
        give_gate_key(home)
        catalog = Contracts({PART: contract(PART, write), THING: contract(THING, "replace_partition", PART)})
        catalog["ops.run"] = Catalog()["ops.run"]
        self.settings, self.manifests = Settings(home=home), Manifests(home / "lake")
        self.workshop = Workshop(spark, Lake(spark, self.settings, catalog), catalog, self.settings)
        self.told: list[str] = []

    def build_part(self) -> DataFrame:
        return self._spark.createDataFrame(self.rows, "thing_id STRING, piece_count STRING")

    def run_one(self, name: str, day: date = DAY):
        return run_table(self.workshop, name, day, current_attempt(name))

    def run(self, *rows: tuple[str, str], day: date = DAY) -> Manifest:
        self.rows = list(rows)
        for name in (PART, THING):
            self.run_one(name, day)
        publications = self.workshop.lake.publications
        return seal_day(self.manifests, self.workshop.catalog, day, publications, "the day's run")

    @property
    def rollback(self) -> Rollback:
        lake, catalog = self.workshop.lake, self.workshop.catalog
        return Rollback(lake, catalog, self.manifests, DAY, self.run_one, self.told.append)

    def read(self, name: str, day: date = DAY) -> dict[str, int]:
        return dict(self.curated(name, day).polars().collect().rows())

    def curated(self, name: str, day: date = DAY) -> CuratedTable:
        opened = open_curated(day, lake=self.settings.lake)
        entry, path = opened.manifest.tables[name], self.workshop.lake.path(name)
        return CuratedTable(self.workshop.catalog[name], day, entry, path)


@pytest.fixture
def make(spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator:
    def made(write: str = "replace_partition") -> TwoTables:
        two = TwoTables(spark, tmp_path, write)
        for name, build in ((PART, two.build_part), (THING, lambda part: part)):
            code, rules = ModuleType(f"jobs.{name}"), ModuleType(f"expectations.{name}")
            code.build, rules.EXPECTATIONS = build, RULES
            monkeypatch.setitem(sys.modules, code.__name__, code)
            monkeypatch.setitem(sys.modules, rules.__name__, rules)
        return two

    yield made


@pytest.mark.parametrize("write", ["replace_partition", "history", "merge"])
@pytest.mark.fault(
    "F43",
    "something wrong was published",
    "back and forward in one step for readers; what was made from it follows",
)
def test_a_table_goes_back_with_its_quarantine_and_what_was_made_from_it_and_forward_again(make, write: str) -> None:
    tables = make(write)
    tables.run(("a", "1"), ("b", "many"))
    tables.run(("a", "9"), ("c", "3"))
    tables.rollback.back(PART, DECISION)
    assert tables.read(PART) == tables.read(THING) == {"a": 1}
    in_force = tables.workshop.lake.publication(PART, DAY)
    assert (in_force.author, in_force.account["quarantined"]) == ("Li", 1)
    assert tables.workshop.lake.quarantined(in_force).count() == 1
    edition = tables.manifests.get(DAY).edition
    tables.rollback.back(PART, DECISION)
    assert tables.manifests.get(DAY).edition == edition
    tables.rollback.forward(PART, Decision("Wang", "the supplier says it is right"))
    assert tables.read(PART) == tables.read(THING) == {"a": 9, "c": 3}
    assert not [line for line in tables.told if "runs again" in line]


def test_a_run_does_not_bring_back_what_a_person_took_back_but_publishes_a_correction(make) -> None:
    tables = make()
    tables.run(("a", "1"))
    tables.run(("a", "9"))
    tables.rollback.back(PART, DECISION)
    with pytest.raises(Skipped, match=r"Li took this content of silver.part for 2026-06-01 back"):
        tables.run(("a", "9"))
    assert tables.read(PART) == {"a": 1}
    tables.run(("a", "5"))
    assert tables.read(PART) == tables.read(THING) == {"a": 5}


def test_all_tables_of_a_day_go_back_in_one_step_and_other_days_stay(make) -> None:
    tables = make()
    tables.run(("a", "1"))
    tables.run(("z", "7"), day=NEXT)
    tables.run(("a", "9"))
    for _ in range(2):
        tables.rollback.all_back(DECISION)
        assert [tables.read(name) for name in (PART, THING)] == [{"a": 1}, {"a": 1}]
    assert tables.read(THING, NEXT) == {"z": 7}


@pytest.mark.fault(
    "F44",
    "a rollback is interrupted",
    "readers keep what was sealed; repeated, it ends",
)
def test_readers_keep_what_was_sealed_while_a_return_is_interrupted_and_a_repetition_ends_it(
    make, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = make()
    tables.run(("a", "1"))
    tables.run(("a", "9"))
    with monkeypatch.context() as killed, pytest.raises(SystemExit):
        killed.setattr(Rollback, "_follow", lambda *_: (_ for _ in ()).throw(SystemExit("killed")))
        tables.rollback.back(PART, DECISION)
    assert tables.read(PART) == tables.read(THING) == {"a": 9}
    tables.rollback.back(PART, DECISION)
    assert tables.read(PART) == tables.read(THING) == {"a": 1}


def test_what_cannot_be_returned_to_says_so(make) -> None:
    tables = make()
    tables.run(("a", "1"))
    with pytest.raises(DataFault, match="with one content only"):
        tables.rollback.back(PART, DECISION)
    with pytest.raises(DataFault, match="no generation 99 for 2026-06-01; known: 1"):
        tables.rollback.back(PART, DECISION, 99)
    with pytest.raises(DataFault, match="there is no way forward"):
        tables.rollback.forward(PART, DECISION)
    with pytest.raises(DataFault, match="no earlier edition"):
        tables.rollback.all_back(DECISION)
    with pytest.raises(ContractFault, match="needs a person and a reason"):
        Decision("Li", " ")


def test_the_list_tells_which_generations_cannot_be_returned_to(make, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = make()
    tables.run(("a", "1"))
    monkeypatch.setattr(jobs.rollback, "Catalog", lambda: tables.workshop.catalog)
    monkeypatch.setenv("YIHU_HOME", str(tables.settings.home))
    vacuumed = list(tables.workshop.lake.path(PART).rglob("part-*.parquet"))
    tables.run(("a", "9"))
    for file in vacuumed:
        file.unlink()
    listed = CliRunner().invoke(jobs.rollback.application, ["list", PART, "--date", str(DAY)]).stdout.splitlines()
    assert [jobs.rollback.VACUUMED in line for line in listed] == [True, False]


def test_every_kind_of_reader_sees_the_sealed_day(make) -> None:
    tables = make("history")
    tables.run(("a", "1"), ("b", "2"))
    opened = tables.curated(PART)
    tables.rows = [("a", "5")]
    tables.run_one(PART)
    expected = {"a": 1, "b": 2}
    assert dict(opened.polars().collect().rows()) == expected
    assert dict(opened.pandas().itertuples(index=False, name=None)) == expected
    assert dict(opened.duckdb(duckdb.connect()).fetchall()) == expected
    assert dict(zip(*opened.arrow().to_pydict().values(), strict=True)) == expected
    assert opened.delta().version() == opened.entry.version
    with pytest.raises(DataFault, match="Nothing is sealed for 2026-06-02 in the channel curated"):
        open_curated(NEXT, lake=tables.settings.lake)


def test_a_column_that_was_added_since_is_null_for_every_kind_of_reader(make) -> None:
    tables = make()
    tables.run(("a", "1"))
    declared = tables.workshop.catalog[PART]
    added = Column(name="colour_code", about="Colour", sensitivity="internal")
    tables.workshop.catalog[PART] = declared.model_copy(update={"columns": (*declared.columns, added)})
    expected = [("a", 1, None)]
    curated = tables.curated(PART)
    assert curated.polars().collect().rows() == expected
    assert curated.duckdb(duckdb.connect()).fetchall() == expected
    assert [tuple(row) for row in tables.workshop.lake.read(PART, DAY).collect()] == expected
