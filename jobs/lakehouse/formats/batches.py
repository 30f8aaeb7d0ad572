"""The batches that every format gives: named text columns, the number of each record, and what could not be split."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

RECORD, MALFORMED = "_record", "_malformed"


def numbered(columns: Sequence[pa.Array], names: Sequence[str], numbers: pa.Array) -> pa.RecordBatch:
    """Good records: their text columns and their numbers in the file."""
    nothing = pa.nulls(len(numbers), pa.string())
    return pa.RecordBatch.from_arrays([*columns, numbers, nothing], [*names, RECORD, MALFORMED])


def malformed(texts: Sequence[str], names: Sequence[str], numbers: pa.Array) -> pa.RecordBatch:
    """Records that cannot be split into columns: their text, and nothing else."""
    nothing = [pa.nulls(len(numbers), pa.string()) for _ in names]
    return pa.RecordBatch.from_arrays([*nothing, numbers, pa.array(texts, pa.string())], [*names, RECORD, MALFORMED])


def running_numbers(before: int, count: int) -> pa.Array:
    """``count`` record numbers that follow ``before``."""
    return pa.array(range(before + 1, before + count + 1), pa.int64())
