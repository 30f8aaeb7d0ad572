"""The table that a model learns from: as published for the last day until a date, with rows drawn from it.

A schedule names the first of a month; no day need have closed then, and the day before may have been a holiday.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from jobs.lakehouse.errors import Skipped
from jobs.lakehouse.settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame


@dataclass(frozen=True)
class TrainingTable:
    """The rows of a table in the engine, the day they were published for, and where they came from."""

    rows: DataFrame
    day: date
    path: Path
    version: int


@contextmanager
def training_table(model: str, name: str, until: date, settings: Settings) -> Iterator[TrainingTable]:
    """A table to learn from; the engine is there until the training is over.

    Raises Skipped where nothing was published for any day until the date.
    """
    from jobs.lakehouse.catalog import Catalog
    from jobs.lakehouse.lake import Lake
    from jobs.lakehouse.session import current_attempt, open_session

    spark = open_session(settings, current_attempt(f"train.{model}"))
    try:
        lake = Lake(spark, settings, Catalog())
        published = lake.publications.latest_until(name, until)
        if published is None:
            raise Skipped(f"{model} has nothing to learn from: {name} is not published for {until} or any day before.")
        pinned = lake.pin(name, published.day)
        yield TrainingTable(lake.read(name, published.day, pinned), published.day, lake.path(name), pinned.version)
    finally:
        spark.stop()


def drawn_rows(table: DataFrame, key: str, columns: Sequence[str], rows: int, seed: int) -> pa.Table:
    """At most so many rows, in an order that depends on their keys and the seed alone."""
    from pyspark.sql import functions as F

    place = F.md5(F.concat(F.lit(f"{seed}/"), F.col(key)))
    return table.select(*map(F.col, columns)).orderBy(place, key).limit(rows).toArrow()


def content_digest(sample: pa.Table) -> str:
    """Digest of the rows themselves: a table rewritten with the same rows is the same data."""
    digest = hashlib.sha256(repr(sample.column_names).encode())
    for batch in sample.to_batches():
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            digest.update(repr(row).encode())
    return digest.hexdigest()
