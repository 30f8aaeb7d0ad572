"""A Parquet file: each value as the text that a person would write for it.

Binary and nested columns are refused when the contract wants them. A whole number of more than 15 digits that comes
as a float has lost digits before it was sent: its record is malformed.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import reduce
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from jobs.lakehouse.formats.batches import numbered, running_numbers, set_aside
from jobs.lakehouse.formats.limits import LARGEST_PART, Unreadable, damage, is_bomb
from jobs.lakehouse.formats.opened import seekable
from jobs.lakehouse.source import ParquetFormat

ROWS_AT_ONCE = 16_384
FIRST_UNSURE = 10.0**15


def field_names(path: Path, form: ParquetFormat) -> tuple[str, ...]:
    """The columns of the file."""
    with seekable(path, form) as binary:
        return tuple(_opened(binary).schema_arrow.names)


def batches(path: Path, form: ParquetFormat, names: tuple[str, ...]) -> Iterator[pa.RecordBatch]:
    """Every record with the columns ``names``; one that the file lacks is null."""
    with seekable(path, form) as binary:
        file = _opened(binary)
        _require_bounded(file, path.stat().st_size)
        present = [name for name in names if name in file.schema_arrow.names]
        _require_plain(file.schema_arrow, present)
        before = 0
        try:
            for batch in file.iter_batches(ROWS_AT_ONCE, columns=present):
                yield _as_text(batch, names, before)
                before += batch.num_rows
        except (pa.ArrowException, OSError) as error:
            raise damage(error, "is not a whole Parquet file") from None


def _opened(binary: BinaryIO) -> pq.ParquetFile:
    try:
        # Times of Hive and Spark (INT96) are read in microseconds: nanoseconds end in the year 2262.
        return pq.ParquetFile(binary, coerce_int96_timestamp_unit="us")
    except (pa.ArrowException, OSError) as error:
        raise damage(error, "is not a whole Parquet file") from None


def _require_bounded(file: pq.ParquetFile, packed: int) -> None:
    groups = [file.metadata.row_group(number) for number in range(file.num_row_groups)]
    sizes = [group.total_byte_size for group in groups]
    if is_bomb(packed, sum(sizes)) or max(sizes, default=0) > LARGEST_PART * 8:
        raise Unreadable("expands suspiciously far")


def _require_plain(schema: pa.Schema, names: list[str]) -> None:
    for name in names:
        found = schema.field(name).type
        inner = found.value_type if pa.types.is_dictionary(found) else found
        if pa.types.is_nested(inner) or _is_binary(inner):
            raise Unreadable(f"has the column {name} of type {inner}, which is no text")


def _is_binary(found: pa.DataType) -> bool:
    return pa.types.is_binary(found) or pa.types.is_large_binary(found) or pa.types.is_fixed_size_binary(found)


def _as_text(batch: pa.RecordBatch, names: tuple[str, ...], before: int) -> pa.RecordBatch:
    nothing = pa.nulls(batch.num_rows, pa.string())
    found = dict(zip(batch.schema.names, batch.columns, strict=True))
    texts = [text_of(found[name]) if name in found else nothing for name in names]
    good = numbered(texts, names, running_numbers(before, batch.num_rows))
    unsure = [_is_unsure(column) for column in batch.columns if pa.types.is_floating(column.type)]
    is_unsure = reduce(pc.or_, unsure) if unsure else None
    return set_aside(good, is_unsure) if is_unsure is not None and pc.any(is_unsure).as_py() else good


def text_of(column: pa.Array) -> pa.Array:
    """A column as text: decimals and floats without exponent, times in ISO 8601 without empty fractions."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    texts = pc.cast(column, pa.string())
    if pa.types.is_decimal(column.type) or pa.types.is_floating(column.type):
        return _plain(texts)
    if pa.types.is_timestamp(column.type) or pa.types.is_time(column.type):
        shorter = pc.replace_substring_regex(texts, r"(\.\d*?)0+(\D.*)?$", r"\1\2")
        return pc.replace_substring_regex(shorter, r"\.(\D.*)?$", r"\1")
    return texts


def _plain(texts: pa.Array) -> pa.Array:
    """Numbers without exponent; only those that have one are written anew."""
    has_exponent = pc.match_substring_regex(texts, r"\dE[+-]?\d", ignore_case=True)
    if not pc.any(has_exponent).as_py():
        return texts
    written = [
        format(Decimal(text), "f") if is_so else text
        for text, is_so in zip(texts.to_pylist(), has_exponent.to_pylist(), strict=True)
    ]
    return pa.array(written, pa.string())


def _is_unsure(column: pa.Array) -> pa.Array:
    is_large = pc.greater_equal(pc.abs(pc.cast(column, pa.float64())), FIRST_UNSURE)
    return pc.and_(pc.fill_null(is_large, False), pc.fill_null(pc.is_finite(column), False))
