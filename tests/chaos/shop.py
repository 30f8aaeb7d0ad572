"""A small lake with real deliveries, which is cheap enough to be killed hundreds of times: four tables and a manifest.

Every row carries the number of its delivery, so a reader sees at once whether tables agree, are whole, and are not
older than what was acknowledged.
"""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from datetime import date
from pathlib import Path
from types import ModuleType

import polars as pl
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.lakehouse import table_claim
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.expectation import RowRule, critical, reject
from jobs.lakehouse.lake_reader import CuratedTable
from jobs.lakehouse.manifest import Manifest, Manifests, seal_day
from jobs.lakehouse.receive import receive
from jobs.lakehouse.runner import open_workshop, run_table
from jobs.lakehouse.session import Attempt, SessionOnDemand
from jobs.lakehouse.settings import CHECKOUT, Settings

DAYS = (date(2026, 6, 1), date(2026, 6, 2))
PARTS, BAD = 40, 2
RULES = (critical("expect_column_values_to_not_be_null", column="part_id"),)
TABLES = ("bronze.shop_parts", "silver.part", "silver.part_history", "gold.stock")
READ = ("silver.part", "silver.part_history", "gold.stock")


def catalog_of(folder: Path) -> Catalog:
    """The contracts of the small lake, beside those of the operations; several processes may ask for them first."""
    root = folder / "contracts"
    if not root.exists():
        draft = folder / f"contracts.{os.getpid()}"
        shutil.copytree(Path(__file__).parent / "small_lake", draft)
        shutil.copytree(CHECKOUT / "jobs" / "ops", draft / "jobs" / "ops")
        with suppress(OSError):  # another process was first; its folder is not empty
            draft.rename(root)
    return Catalog(root)


def declare_builds() -> None:
    """Let the machinery find the builds and rules of the small lake."""
    for name, build in (("silver.part", _parts), ("silver.part_history", _parts), ("gold.stock", _stock)):
        code, rules = ModuleType(f"jobs.{name}"), ModuleType(f"expectations.{name}")
        code.build, rules.EXPECTATIONS, rules.row_rules = build, RULES, _row_rules
        sys.modules[code.__name__], sys.modules[rules.__name__] = code, rules
    table_claim.STOPPED_SECONDS = 1.0


def _row_rules() -> tuple[RowRule, ...]:
    return (reject("NO_PART", F.col("part_id") == "", "the part has no number"),)


def _parts(shop_parts: DataFrame) -> DataFrame:
    return shop_parts


def _stock(part: DataFrame, part_history: DataFrame) -> DataFrame:
    history = part_history.selectExpr("part_id", "delivery_number AS history_delivery_number")
    return part.join(history, on="part_id", how="full")


def deliver(folder: Path, day: date, number: int) -> None:
    """Put a delivery of the day into the shop's folder: the file, then its control file."""
    lines = [f"P{part:03d},{'many' if part < BAD else part + number},{number}" for part in range(PARTS + BAD)]
    written = {
        f"parts_{day:%Y%m%d}.csv": "\n".join(["part_id,piece_count,delivery_number", *lines, ""]),
        f"parts_{day:%Y%m%d}.ok": f"rows={len(lines)}",
    }
    for name, text in written.items():
        part = folder / f".{name}"
        part.write_text(text, encoding="utf-8")
        part.replace(folder / name)


def run_day(settings: Settings, day: date, number: int, attempt: Attempt) -> None:
    """Everything a business day does with one delivery; acknowledged when readers see it."""
    folder = settings.home
    catalog = catalog_of(folder)
    deliver(folder / "shop", day, number)
    receive("shop", day, catalog, settings)
    workshop = open_workshop(SessionOnDemand(settings, attempt), settings, catalog)
    for name in TABLES:
        run_table(workshop, name, day, attempt)
    seal_day(Manifests(settings.lake), catalog, day, workshop.lake.publications, f"delivery {number}")
    acknowledged(folder, day, number).touch()


def acknowledged(folder: Path, day: date, number: int) -> Path:
    """The file that says: readers were promised this delivery of the day."""
    return folder / "acknowledged" / f"{day}.{number:06d}"


def promised(folder: Path, day: date) -> int:
    """The highest delivery that readers were promised for a day; 0 where there is none."""
    return max((int(path.suffix[1:]) for path in (folder / "acknowledged").glob(f"{day}.*")), default=0)


def delivery_seen(manifest: Manifest, catalog: Catalog, lake: Path) -> int:
    """The delivery that a sealed day shows; raises DataFault where its tables are not whole or do not agree."""
    seen = set()
    for name in READ:
        table = CuratedTable(catalog[name], manifest.day, manifest.tables[name], lake / name.replace(".", "/"))
        rows = table.polars().collect()
        seen |= _deliveries_of(rows, name, manifest)
    if len(seen) != 1:
        raise DataFault(f"The tables of {manifest.day} edition {manifest.edition} show deliveries {sorted(seen)}.")
    return seen.pop()


def _deliveries_of(rows: pl.DataFrame, name: str, manifest: Manifest) -> set[int]:
    numbers = set().union(*(rows[column].to_list() for column in rows.columns if column.endswith("delivery_number")))
    expected = {f"P{part:03d}" for part in range(BAD, PARTS + BAD)}
    is_whole = rows.height == PARTS and set(rows["part_id"]) == expected
    is_exact = len(numbers) == 1 and rows["piece_count"].sum() == sum(
        part + next(iter(numbers)) for part in range(BAD, PARTS + BAD)
    )
    if not is_whole or not is_exact:
        raise DataFault(f"{name} of {manifest.day} edition {manifest.edition} has {rows.height} rows of {numbers}.")
    return numbers
