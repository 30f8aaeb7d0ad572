"""Rows to learn from, drawn from a table in the engine, and the digest that tells whether they are the same rows."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame


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
