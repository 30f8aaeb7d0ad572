"""Splink on Spark on the planted bank of ``identity``: ``python -m tests.benchmarks identity_splink_on_spark``. Prints.

It works in a Spark of its own, which encrypts nothing, with the library of similarities that it brings along.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq
from pyspark.sql import SparkSession
from splink.internals.spark.database_api import SparkAPI
from splink.internals.spark.jar_location import similarity_jar_location

from infra.paths import JAVA_LINK
from jobs.identity.measure import quality, tally
from tests.benchmarks.identity_records import planted_records
from tests.benchmarks.identity_splink import PLANTED, assigned_by_splink
from tests.benchmarks.machine import load

RECORDS = 100_000
MEMORY, PARTITIONS = "6g", 8


def main(*sizes: int) -> None:
    """Print F1 and seconds by step, for each number of records."""
    with folder_with_spark() as (folder, spark):
        for count in sizes or (RECORDS,):
            print(
                f"{count:,} records, Splink on Spark of {MEMORY}: {_measured(folder, spark, count)}; {load()}",
                flush=True,
            )


@contextmanager
def folder_with_spark() -> Iterator[tuple[Path, SparkSession]]:
    """A folder for its files, and a Spark of all cores that ends with it."""
    folder = Path(tempfile.mkdtemp(prefix="yihu-benchmark-"))
    os.environ.setdefault("JAVA_HOME", str(JAVA_LINK))
    settings = {
        "spark.driver.memory": MEMORY,
        "spark.jars": similarity_jar_location(),
        "spark.sql.shuffle.partitions": PARTITIONS,
        "spark.default.parallelism": PARTITIONS,
        "spark.ui.enabled": "false",
        "spark.local.dir": folder / "local",
        "spark.sql.warehouse.dir": folder / "warehouse",
    }
    builder = SparkSession.builder.master("local[*]")
    for name, value in settings.items():
        builder = builder.config(name, str(value))
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    spark.sparkContext.setCheckpointDir(str(folder / "checkpoints"))
    try:
        yield folder, spark
    finally:
        spark.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _measured(folder: Path, spark: SparkSession, count: int) -> str:
    records, truth = planted_records(count)
    path = folder / f"{count}.parquet"
    pq.write_table(records, path)
    database = partial(
        SparkAPI, spark_session=spark, break_lineage_method="parquet", num_partitions_on_repartition=PARTITIONS
    )
    found, steps = assigned_by_splink(spark.read.parquet(str(path)), "record_id", PLANTED, database)
    return f"{quality(tally(found, truth.to_pandas())).pairwise}; {steps}, {steps.total:.1f} s in all"
