"""What it costs to screen a bank against the lists: ``python -m tests.benchmarks screening``. Prints; asserts nothing.

1,000,000 parties with Chinese names, and planted ones with the names of listed persons, against 50,000 names of the
real lists: ``silver.list_screening`` as the lake builds it, whole, and on a day of one changed record in a hundred.
"""

from __future__ import annotations

import time
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from infra.sample_bank.draws import Draws
from infra.sample_bank.names import full_names
from jobs.lakehouse.session import current_attempt, open_session
from jobs.silver import list_screening
from tests.benchmarks.machine import Engine, load
from tests.benchmarks.screening_frames import (
    FIRST_DATE,
    empty_frame,
    entry_frame,
    name_frame,
    people_frame,
    record_frame,
    xref_frame,
)
from tests.benchmarks.screening_lists import listed_parties, many_names
from tests.benchmarks.screening_measured import told
from tests.benchmarks.screening_people import planted_people
from tests.benchmarks.temporary_home import home_with_engine

PARTIES, NAMES, PLANTED, WARM_UP, SEED = 1_000_000, 50_000, 3_000, 2_000, 20260601
NEXT_DATE = FIRST_DATE + timedelta(days=1)
CHANGED = 100
SCREENING = "silver.list_screening"
Frames = tuple[DataFrame, DataFrame]


def main(parties: int = PARTIES) -> None:
    """Print seconds and quality."""
    with home_with_engine() as settings:
        spark = open_session(settings, current_attempt("benchmark"))
        for line in _measured(spark, settings.home / "warm_up", WARM_UP):
            print(f"warm-up: {line}", flush=True)
        engine = Engine.of(settings)
        before = engine.processor_seconds
        for line in _measured(spark, settings.home / "whole", parties):
            print(line, flush=True)
        print(f"{engine.processor_seconds - before:.0f} s of the engine's processor in all; {load()}")
        spark.stop()


def _measured(spark: SparkSession, folder: Path, parties: int) -> list[str]:
    listed = many_names(listed_parties(), NAMES)
    people = planted_people([one for one in listed if one.list_code == "OFAC_SDN"], PLANTED, SEED)
    folder.mkdir()
    names = sum(len(one.names) for one in listed)
    entries = _kept(entry_frame(spark, listed), folder / "entries")
    start = time.perf_counter()
    read = _kept(name_frame(spark, listed), folder / "names")
    reading = time.perf_counter() - start
    everybody = _customers(spark, folder, parties).unionByName(people_frame(spark, people))
    records = _kept(record_frame(everybody), folder / "records")
    whole, seconds = _screened(folder / "first", records, (entries, read), empty_frame(spark, SCREENING), FIRST_DATE)
    found = [tuple(row) for row in whole.select("record_id", "entry_id", "outcome_code").collect()]
    strangers = [one for one in found if one[0].startswith("customer:")]
    is_changed = F.abs(F.xxhash64("record_id")) % CHANGED == 0
    changed = records.withColumn("changed_date", F.when(is_changed, F.lit(NEXT_DATE)).otherwise(F.col("changed_date")))
    earlier = whole.withColumn("business_date", F.lit(FIRST_DATE))
    _, next_seconds = _screened(folder / "next", changed, (entries, read), earlier, NEXT_DATE)
    return [
        f"{parties + len(people):,} parties against {names:,} names: {seconds:.1f} s, {len(found):,} rows; "
        f"one record in {CHANGED} changed: {next_seconds:.1f} s; the names were read in {reading:.1f} s before",
        f"taken as listed (HIT): {told(people, found, ['HIT'])}",
        f"taken or shown to people (HIT, REVIEW): {told(people, found, ['HIT', 'REVIEW'])}",
        f"of {parties:,} who are not planted: {sum(one[2] == 'HIT' for one in strangers)} hits, "
        f"{sum(one[2] == 'REVIEW' for one in strangers)} shown to people",
    ]


def _customers(spark: SparkSession, folder: Path, count: int) -> DataFrame:
    """Customers of the sample bank's names, born between 1950 and 2007."""
    draws, person = Draws(SEED), np.arange(count, dtype=np.int64)
    days = draws.integers("birth", 0, 57 * 365, person)
    birth = np.datetime64("1950-01-01") + days
    years = birth.astype("datetime64[Y]").astype(np.int64) + 1970
    names = full_names(draws, person, draws.happens("is male", 0.51, person), years)
    ids = pa.array([f"customer:{number}" for number in person])
    table = pa.table({"record_id": ids, "full_name": names, "birth_date": pa.array(birth)})
    pq.write_table(table, folder / "customers.parquet")
    return spark.read.parquet(str(folder / "customers.parquet"))


def _screened(
    folder: Path, records: DataFrame, lists: Frames, earlier: DataFrame, day: date
) -> tuple[DataFrame, float]:
    """The screening of a day, written, and the seconds that took; ``lists`` are the entries and their names as read."""
    spark = records.sparkSession
    desk = empty_frame(spark, "bronze.risk_desk_decisions").drop("business_date")
    start = time.perf_counter()
    build = list_screening.build(*lists, records, xref_frame(records), desk, earlier, day, "a key of the benchmark")
    build.write.parquet(str(folder))
    return spark.read.parquet(str(folder)), time.perf_counter() - start


def _kept(frame: DataFrame, folder: Path) -> DataFrame:
    frame.write.parquet(str(folder))
    return frame.sparkSession.read.parquet(str(folder))
