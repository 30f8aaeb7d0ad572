"""Reading files as received: every format becomes the same thing, batches of text columns.

Each module has two functions:

``field_names(path, form) -> tuple[str, ...] | None``
    The names that the file itself gives its columns, in its order; None where the format tells none.
``batches(path, form, names) -> Iterator[RecordBatch]``
    Every record of the file, in bounded memory. ``names`` are the columns in the order of the file (where the format
    is positional) or the columns wanted (where it is named). A batch has the columns ``names``, all text, null where
    the file has no value; then ``_record`` (int64, the record's number in the file, from 1, header not counted) and
    ``_malformed`` (text of a record that cannot be split into its columns, which are then null; null otherwise).

A record with a NUL byte in a value is malformed, whatever the format; a field beyond the limit refuses the file.
Both raise Unreadable, in words that fit behind "file x.csv ", when the file is not what its format says.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import ModuleType

import pyarrow as pa

from jobs.lakehouse.formats import delimited, excel, fixed_width, json_records, parquet, xml_records
from jobs.lakehouse.formats.batches import checked
from jobs.lakehouse.formats.limits import LONGEST_NAME, MOST_COLUMNS, Unreadable
from jobs.lakehouse.source import Format

READERS: dict[str, ModuleType] = {
    "delimited": delimited,
    "fixed_width": fixed_width,
    "json": json_records,
    "xml": xml_records,
    "excel": excel,
    "parquet": parquet,
}


def field_names(path: Path, form: Format) -> tuple[str, ...] | None:
    """The column names of a received file, as the file gives them; raises Unreadable."""
    names = READERS[form.kind].field_names(path, form)
    if names and len(names) > MOST_COLUMNS:
        raise Unreadable(f"has {len(names)} columns, more than {MOST_COLUMNS}")
    if names and max(map(len, names)) > LONGEST_NAME:
        raise Unreadable(f"has a column name of more than {LONGEST_NAME} characters")
    return names


def batches(path: Path, form: Format, names: tuple[str, ...]) -> Iterator[pa.RecordBatch]:
    """Every record of a received file as text columns; raises Unreadable."""
    found = READERS[form.kind].batches(path, form, names)
    with closing(found):
        yield from map(checked, found)
