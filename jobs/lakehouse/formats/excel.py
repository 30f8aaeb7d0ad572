"""A sheet of an Excel workbook (xlsx): the values that a person sees in its cells, as text.

Formulas are never calculated: the value that the supplier's Excel stored counts, and a formula without one makes the
record malformed. So does a number of more than 15 digits, because Excel has rounded it already, and a cell that shows
an error. Fifteen digits are Excel's own limit (Excel specifications and limits, number precision).
"""

from __future__ import annotations

import operator
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import pyarrow as pa

from jobs.lakehouse.formats.archive import looked_through
from jobs.lakehouse.formats.batches import Malformed, Record, gathered
from jobs.lakehouse.formats.limits import LARGEST_PART, Unreadable, damage
from jobs.lakehouse.formats.opened import seekable
from jobs.lakehouse.source import ExcelFormat

if TYPE_CHECKING:
    from openpyxl.cell.read_only import ReadOnlyCell

FIRST_UNSURE = 10**15
MOST_ROWS = 1_048_576
# Two cells of one place: the stored value, and what stands in the cell, which may be a formula.
Cells = list[tuple["ReadOnlyCell", "ReadOnlyCell"]]
# Characters that OOXML cannot hold are written _x001A_ (ECMA-376, ST_Xstring).
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class Unsure(ValueError):
    """A cell whose value is not what the supplier meant."""


def field_names(path: Path, form: ExcelFormat) -> tuple[str, ...]:
    """The header of the sheet, without the empty cells behind it."""
    with _rows(path, form) as rows:
        return _header(rows, form)


def batches(path: Path, form: ExcelFormat, names: tuple[str, ...]) -> Iterator[pa.RecordBatch]:
    """Every row below the header that is not empty, under ``names``, which stand in the order of the sheet."""
    with _rows(path, form) as rows:
        header = _header(rows, form)
        if len(header) != len(names):
            raise Unreadable(f"has a header of {len(header)} columns instead of {len(names)}")
        must_be_text = [name in form.texts for name in names]
        yield from gathered((_record(row, must_be_text) for row in rows if _is_filled(row)), names)


@contextmanager
def _rows(path: Path, form: ExcelFormat) -> Iterator[Iterator[Cells]]:
    """The rows of the sheet; whatever goes wrong inside the library ends in one sentence without a value."""
    with seekable(path, form) as binary:
        _look_through(binary)
        try:
            yield _paired(binary, form)
        except Unreadable:
            raise
        except Exception as error:
            # The library meets a damaged workbook with any exception, and its texts may hold values.
            raise damage(error, "is not an Excel workbook that can be read") from None


def _look_through(binary: BinaryIO) -> None:
    parts = looked_through(binary).infolist()
    at_once = sum(part.file_size for part in parts if "/worksheets/" not in part.filename)
    if at_once > LARGEST_PART:
        raise Unreadable(f"has more than {LARGEST_PART} bytes of texts and styles")


def _paired(binary: BinaryIO, form: ExcelFormat) -> Iterator[Cells]:
    """Rows of stored values side by side with rows of formulas."""
    values, formulas = (_sheet_rows(binary, form, wanted) for wanted in ("values", "formulas"))
    for number, row in enumerate(zip(values, formulas, strict=True), start=1):
        if number > MOST_ROWS:
            raise Unreadable("has more rows than a sheet can have")
        yield list(zip(*row, strict=True))


def _sheet_rows(binary: BinaryIO, form: ExcelFormat, wanted: str) -> Iterator[tuple[ReadOnlyCell, ...]]:
    from openpyxl import load_workbook

    workbook = load_workbook(binary, read_only=True, data_only=wanted == "values", keep_links=False)
    if form.sheet and form.sheet not in workbook.sheetnames:
        raise Unreadable(f"has no sheet {form.sheet}")
    sheet = workbook[form.sheet] if form.sheet else workbook.worksheets[0]
    # The size that a workbook tells of its sheet is often wrong, and would cut rows off.
    sheet.reset_dimensions()
    return sheet.iter_rows(max_row=MOST_ROWS + 1)


def _header(rows: Iterator[Cells], form: ExcelFormat) -> tuple[str, ...]:
    row = next(islice(rows, form.header_row - 1, None), [])
    try:
        names = [_text(*cells) or "" for cells in row]
    except Unsure:
        raise Unreadable("has a header of other things than names") from None
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def _is_filled(row: Cells) -> bool:
    return any(cell.value is not None for cell in chain.from_iterable(row))


def _record(row: Cells, must_be_text: list[bool]) -> Record:
    """A row in the width of the header; cells beyond it, or a value in doubt, make it malformed."""
    width = len(must_be_text)
    try:
        values = [_text(*cells) for cells in row]
        typed = [not isinstance(stored.value, str | None) for stored, _ in row]
        if any(values[width:]) or any(map(operator.and_, typed, must_be_text)):
            raise Unsure
    except Unsure:
        return Malformed(",".join("" if stored.value is None else str(stored.value) for stored, _ in row))
    return (values + [None] * width)[:width]


def _text(stored: ReadOnlyCell, entered: ReadOnlyCell) -> str | None:
    """What a person sees in a cell; raises Unsure where that is not what was entered."""
    value = stored.value
    if stored.data_type == "e" or (value is None and entered.value is not None):
        raise Unsure
    match value:
        case None:
            return None
        case str():
            return _unescaped(value)
        case bool():
            return str(value).upper()
        case int() | float():
            return _number(value)
        case datetime() if value.time() == time() and "h" not in stored.number_format.lower():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(sep=" ")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return _duration(value)
    raise Unsure


def _unescaped(value: str) -> str:
    text, count = ESCAPED.subn(lambda found: chr(int(found[1], 16)), value)
    if not count:
        return value
    try:
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        raise Unsure from None


def _number(value: float) -> str:
    if not abs(value) < FIRST_UNSURE:
        raise Unsure
    plain = format(Decimal(f"{value:.15g}"), "f")
    return "0" if plain == "-0" else plain


def _duration(value: timedelta) -> str:
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"
