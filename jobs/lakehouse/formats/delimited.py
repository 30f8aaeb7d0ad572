"""Delimited text: counted by a strict reader, then read by a fast one; the two must agree on every record."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as arrow_csv

from jobs.lakehouse.formats.batches import malformed, numbered, running_numbers
from jobs.lakehouse.formats.opened import LARGEST_FIELD, Unreadable, Utf8
from jobs.lakehouse.source import DelimitedFormat

BLOCK = 4 * 1024 * 1024


def field_names(path: Path, form: DelimitedFormat) -> tuple[str, ...] | None:
    """The header of the file, or None for a format without one."""
    if not form.header:
        return None
    return tuple(next(_records(path, form), []))


def batches(path: Path, form: DelimitedFormat, names: tuple[str, ...]) -> Iterator[pa.RecordBatch]:
    """Every record under ``names``, which stand in the order of the file."""
    counted = sum(1 for record in _records(path, form) if record) - form.header
    broken: list[str] = []

    def skip(row: arrow_csv.InvalidRow) -> str:
        broken.append(row.text)
        return "skip"

    given = 0
    for batch in _arrow(path, form, names, skip):
        yield numbered(batch.columns, names, running_numbers(given, batch.num_rows))
        given += batch.num_rows
    if broken:
        yield malformed(broken, names, running_numbers(given, len(broken)))
    if given + len(broken) != counted:
        raise Unreadable(f"has {counted} records by one reader and {given + len(broken)} by another")


def _records(path: Path, form: DelimitedFormat) -> Iterator[list[str]]:
    csv.field_size_limit(LARGEST_FIELD)
    with Utf8(path, form) as utf8, io.TextIOWrapper(io.BufferedReader(utf8), encoding="utf-8", newline="") as text:
        quoting = csv.QUOTE_MINIMAL if form.quote == '"' else csv.QUOTE_NONE
        reader = csv.reader(text, delimiter=form.delimiter, quoting=quoting, strict=True)
        try:
            yield from reader
        except csv.Error as error:
            raise Unreadable(f"is not delimited text at line {reader.line_num} ({error})") from None


def _arrow(path: Path, form: DelimitedFormat, names: tuple[str, ...], skip) -> Iterator[pa.RecordBatch]:
    with Utf8(path, form) as utf8:
        yield from arrow_csv.open_csv(
            pa.PythonFile(utf8, mode="r"),
            read_options=arrow_csv.ReadOptions(
                column_names=list(names), skip_rows=int(form.header), block_size=BLOCK, use_threads=False
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=form.delimiter,
                quote_char=form.quote if form.quote == '"' else False,
                newlines_in_values=True,
                invalid_row_handler=skip,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types={name: pa.string() for name in names},
                strings_can_be_null=True,
                null_values=["", *form.null_tokens],
            ),
        )
