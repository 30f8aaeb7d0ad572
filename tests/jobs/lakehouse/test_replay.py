"""A receipt proves: from it alone the same rows are built again, or the first difference is shown."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl
import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.contract import Column, Contract
from jobs.lakehouse.delivery import Decision, DeliveredFile, Delivery, Landing, State, rows_path
from jobs.lakehouse.errors import ContractFault, DataFault, Skipped
from jobs.lakehouse.formats.opened import sha256_of
from jobs.lakehouse.lake import Lake
from jobs.lakehouse.lineage_delivery import day_file
from jobs.lakehouse.receipt import Receipt
from jobs.lakehouse.replay import Replayed, replay
from jobs.lakehouse.runner import Workshop, run_table
from jobs.lakehouse.session import current_attempt
from jobs.lakehouse.settings import CHECKOUT, Settings, read_settings
from jobs.replay import in_words
from tests.jobs.lakehouse.publishing import give_gate_key

DAYS = [date(2026, 6, day) for day in (1, 2, 3)]
SOURCE = {"kind": "database", "system": "tests", "relation": "shop.parts"}


def contract(name: str, **more: Any) -> Contract:
    is_text = name.startswith("bronze.")
    columns = [
        Column(name="part_id", nullable=is_text, about="Number of the part", sensitivity="internal"),
        Column(name="piece_count", type="string" if is_text else "int", about="How many", sensitivity="internal"),
        Column(name="owner_name", about="Whose it is", sensitivity="C2"),
    ]
    facts = {"about": "Parts for the tests.", "owner": "tests", "purpose": ["tests"], "retention": "1y", **more}
    return Contract(name=name, columns=columns, **facts)


class Shop:
    """bronze.part as delivered, silver.part made from it, silver.thing made from that; the test sets the builds."""

    def __init__(self, spark: SparkSession, home: Path) -> None:
        give_gate_key(home)
        (home / "secrets" / "identity_key").write_text("the first key of the tests")
        self.settings, self._spark = Settings(home=home), spark
        self.build_thing: Callable[..., DataFrame] = lambda part: part
        self.use(contract("silver.thing", key=["part_id"], inputs=["silver.part"]))

    def use(self, thing: Contract, **part: Any) -> None:
        bronze = contract("bronze.part", source=SOURCE)
        silver = contract("silver.part", key=["part_id"], inputs=["bronze.part"], **part)
        catalog = {one.name: one for one in (bronze, silver, thing)}
        catalog["ops.run"] = Catalog()["ops.run"]
        self.workshop = Workshop(self._spark, Lake(self._spark, self.settings, catalog), catalog, self.settings)

    def land(self, day: date, *rows: tuple[str, str, str]) -> None:
        landing = Landing(self.settings.landing)
        sequence = len(landing.deliveries("tests", day)) + 1
        with landing.draft("tests") as draft:
            (draft / "parts.csv").write_text(repr(rows))
            names = ("part_id", "piece_count", "owner_name")
            frame = pl.DataFrame([dict(zip(names, row, strict=True)) for row in rows])
            numbered = frame.with_columns(pl.lit(None, pl.String).alias("_malformed")).with_row_index("_record")
            rows_path(draft, "bronze.part").parent.mkdir(exist_ok=True)
            numbered.with_columns(pl.col("_record").cast(pl.Int64)).write_parquet(rows_path(draft, "bronze.part"))
            file = DeliveredFile(
                table="bronze.part",
                file="parts.csv",
                bytes=1,
                sha256=sha256_of(draft / "parts.csv"),
                encoding="utf-8",
                layout="layout",
                records=len(rows),
            )
            arrived = Delivery(
                system="tests", business_date=day, sequence=sequence, received_at="2026-06-01", files=(file,)
            )
            landing.keep(draft, arrived, Decision(state=State.RECEIVED))
        self._open_to_the_engine()

    def _open_to_the_engine(self) -> None:
        for path in (self.settings.landing, *self.settings.landing.rglob("*")):
            path.chmod(0o755)

    def run(self, day: date, *rows: tuple[str, str, str]) -> tuple[Receipt, ...]:
        self.land(day, *rows)
        return tuple(self.run_one(name, day) for name in ("bronze.part", "silver.part", "silver.thing"))

    def run_one(self, name: str, day: date) -> Receipt:
        return run_table(self.workshop, name, day, current_attempt(name))

    def replay(self, receipt: Receipt) -> Replayed:
        return replay(self.workshop, receipt.run_id)

    def receipt(self, run_id: str) -> dict[str, Any]:
        receipts = pl.read_delta(str(self.settings.lake / "ops" / "run"))
        return receipts.row(by_predicate=pl.col("run_id") == run_id, named=True)


@pytest.fixture
def shop(spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    one = Shop(spark, tmp_path)
    part, thing = ModuleType("jobs.silver.part"), ModuleType("jobs.silver.thing")
    part.build = lambda part: part.drop("_record", "_malformed")
    thing.__getattr__ = lambda name: one.build_thing if name == "build" else (_ for _ in ()).throw(AttributeError(name))
    for module in (part, thing):
        monkeypatch.setitem(sys.modules, module.__name__, module)
        rules = ModuleType(module.__name__.replace("jobs", "expectations"))
        rules.EXPECTATIONS = ()
        monkeypatch.setitem(sys.modules, rules.__name__, rules)
    return one


def test_a_run_is_proven_after_its_inputs_were_corrected(shop: Shop) -> None:
    receipts = shop.run(DAYS[0], ("a", "1", "Zhang"), ("b", "many", "Li"))
    shop.run(DAYS[0], ("a", "9", "Zhang"), ("b", "2", "Li"))
    before = sorted(path for path in shop.settings.home.rglob("*") if path.is_file())
    assert [shop.replay(receipt).is_equal for receipt in receipts] == [True, True, True]
    # Nothing was published, no receipt written, nothing left aside.
    assert sorted(path for path in shop.settings.home.rglob("*") if path.is_file()) == before


def test_a_receipt_names_all_that_the_run_depended_on(shop: Shop) -> None:
    shop.build_thing = lambda part, business_date, identity_key: part
    bronze, silver, thing = shop.run(DAYS[0], ("a", "1", "Zhang"))
    file = shop.workshop.lake.publications.get("bronze.part", DAYS[0])
    told = shop.receipt(bronze.run_id)
    sha256 = sha256_of(next(shop.settings.landing.rglob("parts.csv")))
    assert (told["delivery_number"], told["input_versions"]) == (1, {"landing.tests#1": sha256})
    told = shop.receipt(silver.run_id)
    assert told["input_hashes"] == {"bronze.part": file.content_hash}
    told = shop.receipt(thing.run_id)
    assert told["parameters"]["business_date"] == "2026-06-01"
    assert len(told["parameters"]["identity_key"]) == 16
    assert "first key" not in str(told)
    published = shop.workshop.lake.publications.get("silver.thing", DAYS[0])
    assert (told["output_generation"], told["suite_hash"]) == (published.generation, thing.gate.suite_hash)
    assert len(day_file(shop.settings, DAYS[0]).read_text().splitlines()) == 3


def test_other_code_shows_counts_and_the_first_key_with_persons_masked(shop: Shop) -> None:
    *_, thing = shop.run(DAYS[0], ("a", "1", "Zhang"), ("b", "2", "Li"), ("c", "3", "Wang"))

    def other(part: DataFrame) -> DataFrame:
        is_other = F.col("part_id") != "a"
        return part.withColumn("owner_name", F.when(is_other, F.upper("owner_name")).otherwise(F.col("owner_name")))

    shop.build_thing = lambda part: other(part).withColumn("piece_count", F.col("piece_count") + 0)
    found = shop.replay(thing)
    assert not found.is_equal
    said = "\n".join(in_words(found))
    assert "2 rows were published only, 2 rebuilt only" in said
    assert "First key that differs: part_id=b\n  owner_name: published ***, rebuilt ***" in said
    assert "LI" not in said.replace("silver.thing", "")
    shop.build_thing = lambda part: part.withColumn("piece_count", F.col("piece_count") + 5)
    assert "  piece_count: published 1, rebuilt 6" in list(in_words(shop.replay(thing)))


@pytest.mark.parametrize("write", ["history", "merge", "replace"])
def test_tables_that_keep_time_or_no_days_are_proven_too(shop: Shop, write: str) -> None:
    shop.use(contract("silver.thing", key=["part_id"], inputs=["silver.part"], write=write), write=write)
    receipts = shop.run(DAYS[0], ("a", "1", "Zhang"), ("b", "2", "Li"))[1:]
    shop.run(DAYS[1], ("a", "3", "Zhang"), ("c", "2", "Li"))
    assert [shop.replay(receipt).is_equal for receipt in receipts] == [True, True]
    shop.build_thing = lambda part: part.where(F.col("part_id") != "b")
    difference = shop.replay(receipts[1]).difference
    assert (difference.only_published, difference.only_rebuilt, difference.key) == (1, 0, {"part_id": "b"})


def test_a_build_that_saw_earlier_days_sees_them_as_they_were(shop: Shop) -> None:
    def counted(part: DataFrame, earlier: DataFrame) -> DataFrame:
        total = earlier.agg(F.coalesce(F.sum("piece_count"), F.lit(0)).cast("int").alias("before"))
        return part.crossJoin(total).select(
            "part_id", (F.col("piece_count") + F.col("before")).alias("piece_count"), "owner_name"
        )

    shop.build_thing = counted
    shop.run(DAYS[0], ("a", "1", "Zhang"))
    *_, thing = shop.run(DAYS[1], ("a", "2", "Zhang"))
    shop.run(DAYS[0], ("a", "5", "Zhang"))
    assert shop.replay(thing).is_equal


def test_what_cannot_be_proven_is_said_in_one_sentence(shop: Shop) -> None:
    shop.build_thing = lambda part, identity_key: part
    bronze, silver, thing = shop.run(DAYS[0], ("a", "1", "Zhang"))
    with pytest.raises(ContractFault, match="There is no run nobody"):
        replay(shop.workshop, "nobody")
    with pytest.raises(DataFault):
        shop.run(DAYS[1], ("a", "many", "Zhang"))
    refused = pl.read_delta(str(shop.settings.lake / "ops" / "run")).filter(status_code="REFUSED")["run_id"][0]
    with pytest.raises(Skipped, match="REFUSED"):
        replay(shop.workshop, refused)
    (shop.settings.secrets / "identity_key").write_text("another key")
    with pytest.raises(DataFault, match="The identity key is not the one"):
        shop.replay(thing)
    next(shop.settings.landing.glob("tests/2026-06-01/0001/parts.csv")).write_text("changed")
    with pytest.raises(DataFault, match="holds another file"):
        shop.replay(bronze)
    for file in shop.workshop.lake.path("bronze.part").rglob("*.parquet"):
        file.unlink()
    with pytest.raises(DataFault, match=r"Version \d+ of bronze.part is gone"):
        shop.replay(silver)


def test_the_command_ends_with_the_exit_code_of_its_answer(home: Path, tmp_path: Path) -> None:
    settings = read_settings()
    more = {
        "YIHU_HOME": str(tmp_path),
        "YIHU_ENGINE": settings.engine_address,
        "YIHU_ENGINE_TOKEN": settings.engine_token,
    }
    done = subprocess.run(
        [sys.executable, "-m", "jobs.replay", uuid.uuid4().hex],
        env={**os.environ, **more},
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 64
    assert done.stderr.startswith("There is no run")
