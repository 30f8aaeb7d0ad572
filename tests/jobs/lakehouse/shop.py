"""Three tables in a row for the tests: what is delivered, what is made from it, and what is made from that."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl
import pytest
from pyspark.sql import DataFrame, SparkSession

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.contract import Column, Contract
from jobs.lakehouse.delivery import Decision, DeliveredFile, Delivery, Landing, State, rows_path
from jobs.lakehouse.expectation import critical
from jobs.lakehouse.formats.opened import sha256_of
from jobs.lakehouse.lake import Lake
from jobs.lakehouse.receipt import Receipt
from jobs.lakehouse.replay import Replayed, replay
from jobs.lakehouse.runner import Workshop, run_table
from jobs.lakehouse.session import current_attempt
from jobs.lakehouse.settings import Settings
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

    def pieces(self, day: date) -> list[int]:
        return [row.piece_count for row in self.workshop.lake.read("silver.thing", day).collect()]

    def replay(self, receipt: Receipt) -> Replayed:
        return replay(self.workshop, receipt.run_id)

    def receipt(self, run_id: str) -> dict[str, Any]:
        receipts = pl.read_delta(str(self.settings.lake / "ops" / "run"))
        return receipts.row(by_predicate=pl.col("run_id") == run_id, named=True)


@contextmanager
def open_shop(spark: SparkSession, home: Path) -> Iterator[Shop]:
    one = Shop(spark, home)
    part, thing = ModuleType("jobs.silver.part"), ModuleType("jobs.silver.thing")
    part.build = lambda part: part.drop("_record", "_malformed")
    thing.__getattr__ = lambda name: one.build_thing if name == "build" else (_ for _ in ()).throw(AttributeError(name))
    with pytest.MonkeyPatch.context() as patch:
        for module in (part, thing):
            patch.setitem(sys.modules, module.__name__, module)
            rules = ModuleType(module.__name__.replace("jobs", "expectations"))
            rules.EXPECTATIONS = (critical("expect_table_row_count_to_be_between", min_value=1),)
            patch.setitem(sys.modules, rules.__name__, rules)
        yield one
