"""Delimited text: counted by a strict reader, then read by a fast one; the two must agree on every record.

The strict one (``csv``) refuses what RFC 4180 does not know and finds records with another number of fields; the fast
one (Arrow) gives the columns. Their agreement is what stands against a reader that swallows half a file.
"""

from __future__ import annotations

import csv
import io
from array import array
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from jobs.lakehouse.formats.batches import malformed, numbered, without
from jobs.lakehouse.formats.characters import Utf8
from jobs.lakehouse.formats.limits import BLOCK, LARGEST_FIELD, LARGEST_RECORD, Unreadable
from jobs.lakehouse.source import DelimitedFormat

# A record that fits twice into a block never straddles three of them, which Arrow cannot read.
ARROW_BLOCK = 2 * LARGEST_RECORD
# Arrow loses the ends of records behind a NUL; this noncharacter, which no text may hold, stands in its place.
SIGN_FOR_NUL = "\ufdd0"


@dataclass
class Census:
    """The strict reader's account: how many records, which ones have another number of fields, and how many each."""

    records: int = 0
    has_nul: bool = False
    broken_numbers: array = field(default_factory=lambda: array("q"))
    broken_widths: array = field(default_factory=lambda: array("q"))

    def without_nul(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The batch with records that hold a NUL malformed; the search is left out where the file has none."""
        return without(batch, SIGN_FOR_NUL) if self.has_nul else batch

    def good_numbers(self, before: int, count: int) -> pa.Array:
        """The numbers of the ``count`` good records that follow the first ``before`` good ones."""
        good_before_each = np.asarray(self.broken_numbers) - np.arange(1, len(self.broken_numbers) + 1)
        places = np.arange(before, before + count)
        return pa.array(places + 1 + np.searchsorted(good_before_each, places, side="right"), pa.int64())

    def agreed_numbers(self, before: int, rows: list[arrow_csv.InvalidRow]) -> pa.Array:
        """The numbers of broken records that the fast reader found; raises Unreadable where it counts other fields."""
        widths = list(self.broken_widths[before : before + len(rows)])
        if widths != [row.actual_columns for row in rows]:
            raise Unreadable("has records that two readers split differently")
        return pa.array(self.broken_numbers[before : before + len(rows)], pa.int64())


def field_names(path: Path, form: DelimitedFormat) -> tuple[str, ...] | None:
    """The header of the file, or None for a format without one."""
    if not form.header:
        return None
    with Utf8(path, form, form.encoding) as utf8:
        return tuple(next(_records(utf8, form), []))


def batches(path: Path, form: DelimitedFormat, names: tuple[str, ...]) -> Iterator[pa.RecordBatch]:
    """Every record under ``names``, which stand in the order of the file."""
    census = _census(path, form, len(names))
    if not census.records:
        return
    broken: deque[arrow_csv.InvalidRow] = deque()
    good, told = 0, 0
    for columns, count in _columns(path, form, names, broken):
        yield census.without_nul(numbered(columns, names, census.good_numbers(good, count)))
        good += count
        # The reader runs ahead in a thread of its own: what is taken now is what is told now.
        taken = [broken.popleft() for _ in range(len(broken))]
        if taken:
            numbers = census.agreed_numbers(told, taken)
            yield census.without_nul(malformed([row.text for row in taken], names, numbers))
            told += len(taken)
    if (good + told, told) != (census.records, len(census.broken_widths)):
        raise Unreadable(f"has {census.records} records by one reader and {good + told} by another")


def _census(path: Path, form: DelimitedFormat, width: int) -> Census:
    census = Census()
    with Utf8(path, form, form.encoding, SIGN_FOR_NUL) as utf8:
        records = _records(utf8, form)
        if form.header and len(header := next(records, [])) not in (0, width):
            raise Unreadable(f"has a header of {len(header)} columns instead of {width}")
        for census.records, record in enumerate(records, start=1):
            if len(record) != width:
                census.broken_numbers.append(census.records)
                census.broken_widths.append(len(record))
        census.has_nul = utf8.has_nul
    return census


def _records(utf8: Utf8, form: DelimitedFormat) -> Iterator[list[str]]:
    """The records that are not blank lines, header included, by the rules of RFC 4180."""
    csv.field_size_limit(LARGEST_FIELD)
    utf8.bound_records()
    text = io.TextIOWrapper(io.BufferedReader(utf8), encoding="utf-8", newline="")
    quoting = csv.QUOTE_MINIMAL if form.quote == '"' else csv.QUOTE_NONE
    reader = csv.reader(text, delimiter=form.delimiter, quoting=quoting, strict=True)
    line = 1
    try:
        for record in reader:
            utf8.record_ends()
            line = reader.line_num + 1
            if record:
                yield record
    except csv.Error as error:
        raise Unreadable(f"has {_problem(error)} in the record that begins at line {line}") from None


def _problem(error: csv.Error) -> str:
    if "field limit" in str(error):
        return f"a field of more than {LARGEST_FIELD} characters"
    return "a quote that is not closed, or is out of place,"


def _columns(
    path: Path, form: DelimitedFormat, names: tuple[str, ...], broken: deque[arrow_csv.InvalidRow]
) -> Iterator[tuple[list[pa.Array], int]]:
    """Columns of good records by the fast reader; the others go into ``broken``, also those after the last good one."""

    def skip(row: arrow_csv.InvalidRow) -> str:
        broken.append(row)
        return "skip"

    with Utf8(path, form, form.encoding, SIGN_FOR_NUL) as utf8, io.BufferedReader(utf8, BLOCK) as binary:
        is_header_next = form.header
        try:
            for batch in _arrow_reader(binary, form, names, skip):
                rows = batch.slice(1) if is_header_next and batch.num_rows else batch
                is_header_next = is_header_next and not batch.num_rows
                yield [_with_nulls(column, form) for column in rows.columns], rows.num_rows
        except pa.ArrowInvalid:
            # Its text may hold values of a row.
            raise Unreadable("is not delimited text to the second reader") from None
    yield [pa.nulls(0, pa.string()) for _ in names], 0


def _arrow_reader(
    binary: BinaryIO, form: DelimitedFormat, names: tuple[str, ...], skip: Callable[[arrow_csv.InvalidRow], str]
) -> arrow_csv.CSVStreamingReader:
    is_quoted = form.quote == '"'
    return arrow_csv.open_csv(
        pa.PythonFile(binary, mode="r"),
        read_options=arrow_csv.ReadOptions(column_names=list(names), block_size=ARROW_BLOCK, use_threads=False),
        parse_options=arrow_csv.ParseOptions(
            delimiter=form.delimiter,
            quote_char='"' if is_quoted else False,
            newlines_in_values=is_quoted,
            invalid_row_handler=skip,
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types={name: pa.string() for name in names},
            strings_can_be_null=True,
            quoted_strings_can_be_null=not form.null_tokens,
            null_values=["", *form.null_tokens],
            check_utf8=False,
        ),
    )


def _with_nulls(column: pa.Array, form: DelimitedFormat) -> pa.Array:
    """An empty field is no value even in quotes; a null token in quotes is a value, so Arrow left quotes alone."""
    if not form.null_tokens:
        return column
    is_empty = pc.equal(column, "")
    return pc.if_else(is_empty, None, column) if pc.any(is_empty).as_py() else column
