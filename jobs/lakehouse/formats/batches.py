"""The batches that every format gives: named text columns, the number of each record, and what could not be split."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jobs.lakehouse.formats.limits import LARGEST_FIELD, Unreadable

RECORD, MALFORMED = "_record", "_malformed"
NUL = re.compile(b"\0")
# How a NUL, which no database and no program in C can hold, is shown in the text of a malformed record.
SYMBOL_FOR_NUL = "\u2400"
MOST_RECORDS, MOST_CHARACTERS = 20_000, 8_000_000


@dataclass(frozen=True)
class Malformed:
    """A record that cannot be split into its columns: its text."""

    text: str


Record = Sequence[str | None] | Malformed


def numbered(columns: Sequence[pa.Array], names: Sequence[str], numbers: pa.Array) -> pa.RecordBatch:
    """Good records: their text columns and their numbers in the file."""
    nothing = pa.nulls(len(numbers), pa.string())
    return pa.RecordBatch.from_arrays([*columns, numbers, nothing], [*names, RECORD, MALFORMED])


def malformed(texts: Sequence[str], names: Sequence[str], numbers: pa.Array) -> pa.RecordBatch:
    """Records that cannot be split into columns: their text, and nothing else."""
    nothing = [pa.nulls(len(numbers), pa.string()) for _ in names]
    return pa.RecordBatch.from_arrays([*nothing, numbers, pa.array(texts, pa.string())], [*names, RECORD, MALFORMED])


def gathered(records: Iterable[Record], names: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """Records one by one as batches of bounded size, numbered from 1 in the order in which they come."""
    before, size, waiting = 0, 0, []
    for record in records:
        waiting.append(record)
        size += _characters(record)
        if len(waiting) >= MOST_RECORDS or size >= MOST_CHARACTERS:
            yield _batch(waiting, names, before)
            before, size, waiting = before + len(waiting), 0, []
    if waiting:
        yield _batch(waiting, names, before)


def _characters(record: Record) -> int:
    return len(record.text) if isinstance(record, Malformed) else sum(len(value) for value in record if value)


def _batch(records: list[Record], names: Sequence[str], before: int) -> pa.RecordBatch:
    nothing = [None] * len(names)
    rows = [(*nothing, record.text) if isinstance(record, Malformed) else (*record, None) for record in records]
    columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
    return pa.RecordBatch.from_arrays(
        [*columns[:-1], running_numbers(before, len(rows)), columns[-1]], [*names, RECORD, MALFORMED]
    )


def running_numbers(before: int, count: int) -> pa.Array:
    """``count`` record numbers that follow ``before``."""
    return pa.array(range(before + 1, before + count + 1), pa.int64())


def checked(batch: pa.RecordBatch) -> pa.RecordBatch:
    """A batch as it may go on: a record with a NUL becomes malformed; raises Unreadable for an endless field."""
    texts = [column for column in batch.columns if pa.types.is_string(column.type)]
    if any(_has_endless_field(column) for column in texts):
        raise Unreadable(f"has a field of more than {LARGEST_FIELD} characters")
    if not any(_may_hold_nul(column) for column in texts):
        return batch
    return without(batch, "\0")


def _has_endless_field(column: pa.Array) -> bool:
    return column.nbytes > LARGEST_FIELD and (pc.max(pc.utf8_length(column)).as_py() or 0) > LARGEST_FIELD


def _may_hold_nul(column: pa.Array) -> bool:
    """Looked up in the bytes of all values at once, which costs next to nothing where there is none."""
    return NUL.search(text_bytes(column)) is not None


def text_bytes(column: pa.Array) -> memoryview:
    """The UTF-8 of all values of a text column, one behind the other."""
    if column.null_count == len(column):
        return memoryview(b"")
    _, offsets, values = column.buffers()
    places = np.frombuffer(offsets, np.int32)
    start, end = places[column.offset], places[column.offset + len(column)]
    return memoryview(values)[start:end]


def without(batch: pa.RecordBatch, sign: str) -> pa.RecordBatch:
    """The batch with the records that hold ``sign``, a NUL or what stands in its place, malformed."""
    texts = [column for column in batch.columns if pa.types.is_string(column.type)]
    holds = [pc.fill_null(pc.match_substring(column, sign), False) for column in texts]
    aside = set_aside(batch, reduce(pc.or_, holds))
    shown = pc.replace_substring(aside[MALFORMED], sign, SYMBOL_FOR_NUL)
    return aside.set_column(aside.num_columns - 1, MALFORMED, shown)


def set_aside(batch: pa.RecordBatch, is_bad: pa.Array) -> pa.RecordBatch:
    """The batch with some records malformed: their text is their values, joined by commas."""
    values = batch.columns[:-2]
    joined = pc.binary_join_element_wise(*(pc.fill_null(column, "") for column in values), ",")
    columns = [pc.if_else(is_bad, None, column) for column in values]
    told = pc.if_else(is_bad, pc.coalesce(batch[MALFORMED], joined), batch[MALFORMED])
    return pa.RecordBatch.from_arrays([*columns, batch[RECORD], told], batch.schema.names)
