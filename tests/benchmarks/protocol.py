"""What the publish protocol costs a table: staging, account, claim, verdict, publication, receipt, lineage and pages.

Compared, in one session, with a bare replaceWhere of the same rows and the gate over them.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta

from pyspark.sql import functions as F

from jobs.lakehouse.quality import Beside, check
from jobs.lakehouse.runner import open_workshop, run_table
from jobs.lakehouse.session import Attempt, open_session
from jobs.lakehouse.settings import Settings
from jobs.lakehouse.table_code import rules_of
from tests.benchmarks.machine import load
from tests.benchmarks.temporary_home import home_with_engine
from tests.chaos import shop

TIMES = 8
FIRST = date(2026, 7, 1)
ATTEMPT = Attempt("benchmark", "protocol", "silver.part", 1)


def main() -> None:
    """Print the median seconds of a bare write and gate, of a run of the same table, and the difference."""
    with home_with_engine() as settings:
        shop.declare_builds()
        bench = Bench(settings)
        days = [FIRST + timedelta(days=number) for number in range(TIMES)]
        bench.prepare(days)
        bare = statistics.median(_seconds(lambda day=day: bench.bare(day)) for day in days[1:])
        whole = statistics.median(_seconds(lambda day=day: bench.whole(day)) for day in days[1:])
        print(
            f"protocol: bare write and gate {bare:.1f} s, run of the table {whole:.1f} s, the protocol costs "
            f"{whole - bare:.1f} s a table; {load()}",
            flush=True,
        )


class Bench:
    """The small table of parts, written bare and by a run."""

    def __init__(self, settings: Settings) -> None:
        (settings.home / "shop").mkdir()
        (settings.secrets / "source_shop").write_text(f"file://{settings.home / 'shop'}")
        (settings.secrets / "source_shop").chmod(0o600)
        self.catalog = shop.catalog_of(settings.home)
        self.contract = self.catalog["silver.part"]
        self.settings, self.spark = settings, open_session(settings, ATTEMPT)
        self.workshop = open_workshop(self.spark, settings, self.catalog)
        self.folder = settings.home / "bare"

    def prepare(self, days: list[date]) -> None:
        """Publish the input of every day, and warm up both ways with the first day."""
        for number, day in enumerate(days, 1):
            shop.deliver(self.settings.home / "shop", day, number)
            shop.receive("shop", day, self.catalog, self.settings)
            run_table(self.workshop, "bronze.shop_parts", day, ATTEMPT)
        self.bare(days[0])
        self.whole(days[0])

    def bare(self, day: date) -> None:
        """The rows of the day written by replaceWhere, and the gate over them."""
        rows = self.workshop.lake.read("bronze.shop_parts", day)
        good = rows.select("part_id", F.col("piece_count").try_cast("int"), F.col("delivery_number").try_cast("int"))
        dated = good.where("piece_count IS NOT NULL").select("*", F.lit(day).alias("business_date"))
        writer = dated.write.format("delta").mode("overwrite").partitionBy("business_date")
        writer.option("replaceWhere", f"business_date = DATE'{day}'").save(str(self.folder))
        written = self.spark.read.format("delta").load(str(self.folder)).where(F.col("business_date") == F.lit(day))
        beside = Beside(day, lambda name: self.workshop.lake.read(name, day), ())
        check(written.select(*self.contract.column_names), self.contract, rules_of(self.contract), beside)

    def whole(self, day: date) -> None:
        """A run of the same table, as the DAG does it."""
        run_table(self.workshop, "silver.part", day, ATTEMPT)


def _seconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
