"""Reading files as received: every format becomes the same thing, batches of text columns.

Each module has two functions:

``field_names(path, form) -> tuple[str, ...] | None``
    The names that the file itself gives its columns, in its order; None where the format tells none.
``batches(path, form, names) -> Iterator[RecordBatch]``
    Every record of the file, in bounded memory. ``names`` are the columns in the order of the file (where the format
    is positional) or the columns wanted (where it is named). A batch has the columns ``names``, all text, null where
    the file has no value; then ``_record`` (int64, the record's number in the file, from 1, header not counted) and
    ``_malformed`` (text of a record that cannot be split into its columns, which are then null; null otherwise).

Both raise Unreadable, in words that fit behind "file x.csv ", when the file is not what its format says.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pyarrow as pa

from jobs.lakehouse.formats import delimited
from jobs.lakehouse.source import Format

READERS: dict[str, ModuleType] = {"delimited": delimited}


def field_names(path: Path, form: Format) -> tuple[str, ...] | None:
    """The column names of a received file, as the file gives them; raises Unreadable."""
    return READERS[form.kind].field_names(path, form)


def batches(path: Path, form: Format, names: tuple[str, ...]) -> Iterator[pa.RecordBatch]:
    """Every record of a received file as text columns; raises Unreadable."""
    return READERS[form.kind].batches(path, form, names)
