"""A sheet gives what a person sees in its cells, and nothing that Excel has rounded away."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.lakehouse.formats import field_names
from jobs.lakehouse.source import ExcelFormat
from tests.jobs.lakehouse.formats.reading import NAMES, received, records, refusal

SHEET = ExcelFormat(kind="excel")


def workbook(*rows: tuple[Any, ...], sheet: str = "rows") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def changed(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one of its parts changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            copy.writestr(name, change(source.read(name)) if name == part else source.read(name))
    return target.getvalue()


def with_cell(cell: str) -> bytes:
    """A workbook whose second cell of its first record is written by hand."""
    old = b'<c r="B2" t="n"><v>5</v></c>'
    whole = workbook(NAMES, ("a", 5, "c"), ("d", "e", "f"))
    return changed(whole, "xl/worksheets/sheet1.xml", lambda part: part.replace(old, cell.encode()))


def test_openpyxl_reads_with_guarded_xml() -> None:
    assert openpyxl.DEFUSEDXML
    assert not openpyxl.LXML


@pytest.mark.fault("F32", "dates and times in Excel cells", "they are read as yyyy-mm-dd HH:MM:SS, as shown")
@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("007", "007"),
        (1.0, "1"),
        (0, "0"),
        (-0.0, "0"),
        (1234.5, "1234.5"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (123456789012345, "123456789012345"),
        (True, "TRUE"),
        (date(2026, 6, 1), "2026-06-01"),
        (datetime(2026, 6, 1), "2026-06-01 00:00:00"),
        (datetime(2026, 6, 1, 23, 5, 6), "2026-06-01 23:05:06"),
        (time(1, 2, 3), "01:02:03"),
        (timedelta(hours=30, seconds=1), "30:00:01"),
        ("张😀\n_x0041_", "张😀\nA"),
        ("'=1+1", "'=1+1"),
        ("@SUM(A1)", "@SUM(A1)"),
    ],
)
def test_a_cell_becomes_the_text_that_a_person_sees(tmp_path: Path, value: object, text: str) -> None:
    assert records(received(tmp_path, workbook(NAMES, (None, value, "z"))), SHEET) == [(None, text, "z")]


@pytest.mark.fault("F34", "an identifier of 18 digits in a number cell", "its record is quarantined as malformed")
@pytest.mark.parametrize("number", [110101199003070020, 1.1010119900307e17, -1e15])
def test_a_number_of_more_than_15_digits_makes_its_record_malformed(tmp_path: Path, number: float) -> None:
    path = received(tmp_path, workbook(NAMES, ("a", number, "c"), ("d", "e", "f")))
    first, second = records(path, SHEET)
    assert isinstance(first, str)
    assert second == ("d", "e", "f")


@pytest.mark.fault("F34", "an Excel number in a column that must be text", "its record is quarantined as malformed")
def test_a_number_in_a_column_of_texts_makes_its_record_malformed(tmp_path: Path) -> None:
    form = ExcelFormat(kind="excel", texts=["title"])
    path = received(tmp_path, workbook(NAMES, (1, 7, None), (2, "007", None), (3, None, None)))
    assert records(path, form) == ["1,7", ("2", "007", None), ("3", None, None)]


@pytest.mark.fault("F30", "a formula in an Excel cell", "the stored value is read; nothing is calculated")
def test_the_stored_value_of_a_formula_is_read(tmp_path: Path) -> None:
    content = with_cell('<c r="B2" t="str"><f>"x"&amp;"y"</f><v>stored</v></c>')
    assert records(received(tmp_path, content), SHEET) == [("a", "stored", "c"), ("d", "e", "f")]


@pytest.mark.fault("F30", "an Excel formula without a stored value, or an error cell", "quarantined as malformed")
@pytest.mark.parametrize("cell", ['<c r="B2"><f>1+1</f></c>', '<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'])
def test_a_formula_without_a_value_makes_its_record_malformed(tmp_path: Path, cell: str) -> None:
    found = records(received(tmp_path, with_cell(cell)), SHEET)
    assert isinstance(found[0], str)
    assert found[1] == ("d", "e", "f")


@pytest.mark.fault("F31", "characters that Excel writes as escapes, NUL or half a pair", "quarantined as malformed")
@pytest.mark.parametrize("text", ["_x0000_", "_xD800_"])
def test_an_escape_that_is_no_character_makes_its_record_malformed(tmp_path: Path, text: str) -> None:
    path = received(tmp_path, workbook(NAMES, ("a", text, "c")))
    assert isinstance(records(path, SHEET)[0], str)


def test_blank_rows_are_no_records_and_cells_beyond_the_header_make_one_malformed(tmp_path: Path) -> None:
    path = received(tmp_path, workbook((*NAMES, None), ("a",), (None, None), ("b", "c", "d", "e"), ("f", "g", "h")))
    assert records(path, SHEET) == [("a", None, None), "b,c,d,e", ("f", "g", "h")]


def test_the_header_stands_in_its_row_of_its_sheet(tmp_path: Path) -> None:
    content = workbook(("title of the report",), (), NAMES, ("a", "b", "c"), sheet="名单")
    form = ExcelFormat(kind="excel", sheet="名单", header_row=3)
    assert field_names(received(tmp_path, content), form) == NAMES
    assert records(received(tmp_path, content), form) == [("a", "b", "c")]
    assert "has no sheet rows" in refusal(received(tmp_path, content), ExcelFormat(kind="excel", sheet="rows"))


@pytest.mark.fault("F29", "a workbook that tells a wrong size of its sheet", "every row is read")
def test_a_wrong_size_of_the_sheet_loses_no_row(tmp_path: Path) -> None:
    whole = workbook(NAMES, ("a", "b", "c"), ("d", "e", "f"))
    content = changed(whole, "xl/worksheets/sheet1.xml", lambda part: part.replace(b'ref="A1:C3"', b'ref="A1:A2"'))
    assert content != whole
    assert len(records(received(tmp_path, content), SHEET)) == 2


@pytest.mark.fault("F24", "a workbook with a row number beyond every sheet", "the file is refused")
def test_a_row_number_beyond_every_sheet_is_refused(tmp_path: Path) -> None:
    row = b'<row r="99999999999"><c r="A99999999999" t="n"><v>1</v></c></row></sheetData>'
    whole = workbook(NAMES)
    content = changed(whole, "xl/worksheets/sheet1.xml", lambda part: part.replace(b"</sheetData>", row))
    assert "has more rows than a sheet can have" in refusal(received(tmp_path, content), SHEET)


@pytest.mark.fault("F24", "entities in the XML of a workbook", "the file is refused")
def test_entities_in_a_workbook_are_refused(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet '
    content = changed(workbook(NAMES), "xl/worksheets/sheet1.xml", lambda part: part.replace(b"<worksheet ", bomb, 1))
    assert "is not an Excel workbook that can be read" in refusal(received(tmp_path, content), SHEET)


@pytest.mark.fault("F23", "a damaged workbook, an old one (xls), or another file", "the file is refused")
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (workbook(NAMES)[:-30], "is not a whole zip file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is packed with an old or encrypted Office format"),
        (b"number,title,amount\n", "is not a whole zip file"),
        (changed(workbook(NAMES), "xl/workbook.xml", lambda part: part[:50]), "is not an Excel workbook"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    assert told in refusal(received(tmp_path, content), SHEET)


def test_a_workbook_may_itself_be_packed(tmp_path: Path) -> None:
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("rows.xlsx", workbook(NAMES, ("a", "b", "c")))
    form = ExcelFormat(kind="excel", compression="zip")
    assert records(received(tmp_path, outer.getvalue()), form) == [("a", "b", "c")]
    assert {path.name for path in tmp_path.iterdir()} == {"things", "things.parquet"}


LETTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="_=\ufffe\uffff")
TABLE = st.lists(st.tuples(*[st.text(LETTERS, min_size=1, max_size=8)] * 3), max_size=6)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(table=TABLE)
def test_whatever_a_standard_writer_writes_is_read_back(tmp_path: Path, table: list[tuple[str, ...]]) -> None:
    assert records(received(tmp_path, workbook(NAMES, *table)), SHEET) == table
