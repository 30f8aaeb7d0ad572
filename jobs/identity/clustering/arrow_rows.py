"""Rows of several kinds in one stream of Arrow, and the way from their texts to whole numbers.

The engine hands one task one frame; the frames that a clustering needs travel as one, each row with its kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import reduce

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.identity.engine_code import sent_along

KIND = "row_kind"
Batches = Iterator[pa.RecordBatch]


def computed_in_one_task(compute: Callable[[pa.Table], pa.Table], schema: str, **frames: DataFrame) -> DataFrame:
    """What ``compute`` makes of the frames in one task of the engine.

    It is given them as one table, their names in ``row_kind``; columns that a frame lacks are null in it.
    """
    sent_along("jobs.identity.clustering", "jobs.identity.token")
    named = [frame.select(F.lit(kind).alias(KIND), "*") for kind, frame in frames.items()]
    together = reduce(lambda one, other: one.unionByName(other, allowMissingColumns=True), named)
    return together.coalesce(1).mapInArrow(_over_batches(compute), schema)


def _over_batches(compute: Callable[[pa.Table], pa.Table]) -> Callable[[Batches], Batches]:
    def run(batches: Batches) -> Batches:
        received = list(batches)
        if received:
            yield from compute(pa.Table.from_batches(received)).to_batches()

    return run


def of_kind(table: pa.Table, kind: str) -> pa.Table:
    """The rows of one frame."""
    return table.filter(pc.equal(table[KIND], kind))


def in_order(table: pa.Table, name: str) -> pa.Table:
    """The rows by rising values of a column; in one piece, since rows of many take twice as long to put in order."""
    whole = table.combine_chunks()
    return whole.take(pc.sort_indices(whole[name]))


def with_equal_numbers(table: pa.Table, *names: str) -> pa.Table:
    """The table, in these columns a number for every value, the same for equal values; -1 for null.

    Before rows are put in order: numbers move faster than texts.
    """
    for name in names:
        numbers = numbers_of(table[name].combine_chunks().dictionary_encode())
        table = table.set_column(table.column_names.index(name), name, pa.array(numbers))
    return table


def numbers_of(encoded: pa.DictionaryArray) -> np.ndarray:
    """Where each value stands in the dictionary; -1 for null."""
    return pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)


def day_numbers(column: pa.ChunkedArray) -> np.ndarray:
    """Every day as the number yyyymmdd; -1 for null."""
    days = column.combine_chunks()
    written = pc.add(pc.multiply(pc.year(days), 10_000), pc.add(pc.multiply(pc.month(days), 100), pc.day(days)))
    return pc.fill_null(written, -1).to_numpy(zero_copy_only=False)


def equals(column: pa.ChunkedArray, value: str) -> np.ndarray:
    """Which rows have the value."""
    return pc.fill_null(pc.equal(column, value), False).to_numpy()


def places(columns: Sequence[pa.ChunkedArray], among: pa.ChunkedArray) -> list[np.ndarray]:
    """Where each value of the columns stands among others; -1 for one that does not. The others are read once."""
    together = pa.chunked_array([chunk for column in columns for chunk in column.chunks], among.type)
    found = pc.fill_null(pc.index_in(together, value_set=among.combine_chunks()), -1).to_numpy()
    return np.split(found, np.cumsum([len(column) for column in columns])[:-1])


def ages(first_seen: pa.ChunkedArray) -> np.ndarray:
    """The age of records, which stand in the order of their ids: 0 for the one that was seen first."""
    days = pc.fill_null(first_seen.combine_chunks().cast(pa.int32()), np.iinfo(np.int32).max)
    order = np.argsort(days.to_numpy(zero_copy_only=False), kind="stable")
    age = np.empty_like(order)
    age[order] = np.arange(len(order))
    return age


def words(names: Sequence[str], codes: Sequence[int]) -> pa.Array:
    """The name at each position; null for -1."""
    positions = np.asarray(codes, dtype=np.int64)
    return pa.array(names, pa.string()).take(pa.array(positions, mask=positions < 0))
