"""A receipt proves: from it alone the same rows are built again, or the first difference is shown."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jobs.lakehouse.errors import ContractFault, DataFault, Skipped
from jobs.lakehouse.formats.opened import sha256_of
from jobs.lakehouse.lineage_delivery import day_file
from jobs.lakehouse.receipt import Receipt
from jobs.lakehouse.replay import replay
from jobs.lakehouse.settings import CHECKOUT, read_settings
from jobs.replay import in_words
from tests.jobs.lakehouse.shop import DAYS, Shop, contract, open_shop


@pytest.fixture
def shop(spark: SparkSession, tmp_path: Path) -> Iterator[Shop]:
    with open_shop(spark, tmp_path) as one:
        yield one


@pytest.fixture(scope="module")
def day(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Shop, tuple[Receipt, ...]]]:
    """One business day, run once for the tests that only look at it; and its first rows were corrected since."""
    with open_shop(spark, tmp_path_factory.mktemp("shop")) as one:
        one.build_thing = lambda part, business_date, identity_key: part
        receipts = one.run(DAYS[0], ("a", "1", "Zhang"), ("b", "2", "Li"), ("c", "3", "Wang"), ("d", "many", "Hu"))
        one.land(DAYS[0], ("a", "9", "Zhang"))
        one.run_one("bronze.part", DAYS[0])
        one.run_one("silver.part", DAYS[0])
        yield one, receipts


Day = tuple[Shop, tuple[Receipt, ...]]


def test_a_run_is_proven_after_its_inputs_were_corrected(day: Day) -> None:
    shop, receipts = day
    before = sorted(path for path in shop.settings.home.rglob("*") if path.is_file())
    assert [shop.replay(receipt).is_equal for receipt in receipts] == [True, True, True]
    # Nothing was published, no receipt written, nothing left aside.
    assert sorted(path for path in shop.settings.home.rglob("*") if path.is_file()) == before


def test_a_receipt_names_all_that_the_run_depended_on(day: Day) -> None:
    shop, (bronze, silver, thing) = day
    first, *_ = shop.workshop.lake.publications.generations("bronze.part", DAYS[0])
    told = shop.receipt(bronze.run_id)
    sha256 = sha256_of(shop.settings.landing / "tests" / "2026-06-01" / "0001" / "parts.csv")
    assert (told["delivery_number"], told["input_versions"]) == (1, {"landing.tests#1": sha256})
    assert shop.receipt(silver.run_id)["input_hashes"] == {"bronze.part": first.content_hash}
    told = shop.receipt(thing.run_id)
    assert told["parameters"]["business_date"] == "2026-06-01"
    assert len(told["parameters"]["identity_key"]) == 16
    assert "first key" not in str(told)
    published = shop.workshop.lake.publications.get("silver.thing", DAYS[0])
    assert (told["output_generation"], told["suite_hash"]) == (published.generation, thing.gate.suite_hash)
    # Five runs, five events.
    assert len(day_file(shop.settings, DAYS[0]).read_text().splitlines()) == 5


def test_other_code_shows_counts_and_the_first_key_with_persons_masked(
    day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, (*_, thing) = day

    def other(part: DataFrame, business_date: date, identity_key: str) -> DataFrame:
        is_other = F.col("part_id") != "a"
        renamed = F.when(is_other, F.upper("owner_name")).otherwise(F.col("owner_name"))
        return part.select(
            "part_id", (F.col("piece_count") + is_other.cast("int")).alias("piece_count"), renamed.alias("owner_name")
        )

    monkeypatch.setattr(shop, "build_thing", other)
    found = shop.replay(thing)
    assert not found.is_equal
    said = list(in_words(found))
    assert said[-4:] == [
        "2 rows were published only, 2 rebuilt only",
        "First key that differs: part_id=b",
        "  piece_count: published 2, rebuilt 3",
        "  owner_name: published ***, rebuilt ***",
    ]


def test_other_code_than_that_of_the_run_is_named(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    shop, (*_, thing) = day
    monkeypatch.setattr("jobs.lakehouse.replay.code_hash", lambda _: "other code")
    found = shop.replay(thing)
    assert (found.is_equal, found.code_notes) == (True, ("code_hash of receipt differs from this checkout",))


def test_what_cannot_be_proven_is_said_in_one_sentence(day: Day) -> None:
    """The last one that uses the day, of which it leaves little."""
    shop, (bronze, silver, thing) = day
    with pytest.raises(ContractFault, match="There is no run nobody"):
        replay(shop.workshop, "nobody")
    shop.land(DAYS[1], ("a", "many", "Zhang"))
    shop.run_one("bronze.part", DAYS[1])
    with pytest.raises(DataFault):
        shop.run_one("silver.part", DAYS[1])
    refused = pl.read_delta(str(shop.settings.lake / "ops" / "run")).filter(status_code="REFUSED")["run_id"][0]
    with pytest.raises(Skipped, match="REFUSED"):
        replay(shop.workshop, refused)
    (shop.settings.secrets / "identity_key").write_text("another key")
    with pytest.raises(DataFault, match="The identity key is not the one"):
        shop.replay(thing)
    (shop.settings.landing / "tests" / "2026-06-01" / "0001" / "parts.csv").write_text("changed")
    with pytest.raises(DataFault, match="holds another file"):
        shop.replay(bronze)
    for file in shop.workshop.lake.path("bronze.part").rglob("*.parquet"):
        file.unlink()
    with pytest.raises(DataFault, match=r"Version \d+ of bronze.part is gone"):
        shop.replay(silver)


def test_tables_that_keep_time_are_proven_as_they_were(shop: Shop) -> None:
    thing = contract("silver.thing", key=["part_id"], inputs=["silver.part"], write="history")
    shop.use(thing, write="merge")
    receipts = shop.run(DAYS[0], ("a", "1", "Zhang"), ("b", "2", "Li"))[1:]
    shop.run(DAYS[1], ("a", "3", "Zhang"), ("c", "2", "Li"))
    assert [shop.replay(receipt).is_equal for receipt in receipts] == [True, True]
    shop.build_thing = lambda part: part.where(F.col("part_id") != "b")
    difference = shop.replay(receipts[1]).difference
    assert (difference.only_published, difference.only_rebuilt, difference.key) == (1, 0, {"part_id": "b"})


def test_a_build_that_saw_earlier_days_sees_them_as_they_were(shop: Shop, spark: SparkSession) -> None:
    pieces = {DAYS[0]: 1, DAYS[1]: 2}

    def counted(business_date: date, earlier: DataFrame) -> DataFrame:
        own = spark.createDataFrame([("a", pieces[business_date], "Zhang")], "part_id STRING, n INT, owner_name STRING")
        before = earlier.agg(F.coalesce(F.sum("piece_count"), F.lit(0)).cast("int").alias("before"))
        return own.crossJoin(before).select(
            "part_id", (F.col("n") + F.col("before")).alias("piece_count"), "owner_name"
        )

    shop.use(contract("silver.thing", key=["part_id"]))
    shop.build_thing = counted
    first, second = (shop.run_one("silver.thing", day) for day in DAYS[:2])
    pieces[DAYS[0]] = 5
    shop.run_one("silver.thing", DAYS[0])
    assert shop.receipt(first.run_id)["parameters"]["earlier"] == "nothing"
    assert shop.replay(second).is_equal


def test_a_build_that_saw_earlier_days_of_another_table_sees_them_as_they_were(shop: Shop) -> None:
    def counted(earlier_part: DataFrame) -> DataFrame:
        pieces = F.coalesce(F.sum("piece_count"), F.lit(0)).cast("int")
        return earlier_part.agg(
            F.lit("all").alias("part_id"), pieces.alias("piece_count"), F.lit("").alias("owner_name")
        )

    shop.use(contract("silver.thing", key=["part_id"], earlier_days_of=["silver.part"]))
    shop.build_thing = counted
    first, second = (shop.run(day, ("a", pieces, "Zhang"))[2] for day, pieces in ((DAYS[0], "1"), (DAYS[1], "2")))
    shop.run(DAYS[0], ("a", "5", "Zhang"))
    assert [shop.replay(one).is_equal for one in (first, second)] == [True, True]
    assert shop.pieces(DAYS[1]) == [1]
    shop.run_one("silver.thing", DAYS[1])
    assert shop.pieces(DAYS[1]) == [5]


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
