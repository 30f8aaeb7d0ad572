"""Delimited text gives every record as it was written, or says why it cannot."""

from __future__ import annotations

import csv
import io
import tracemalloc
from array import array
from pathlib import Path

import pyarrow.csv as arrow_csv
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.lakehouse.formats import delimited, field_names
from jobs.lakehouse.formats.characters import Utf8
from jobs.lakehouse.formats.limits import LARGEST_FIELD, Unreadable
from jobs.lakehouse.source import DelimitedFormat
from tests.jobs.lakehouse.formats.reading import NAMES, received, records, refusal

HEADER = "number,title,amount\n"
CSV = DelimitedFormat()
BARE = DelimitedFormat(header=False)


@pytest.mark.parametrize("delimiter", [",", "\t", "|", ";", "\x01", " "])
def test_any_delimiter_separates(tmp_path: Path, delimiter: str) -> None:
    text = (HEADER + "1,a;b,c\n").replace(",", delimiter).replace("a;b", '"a;b"')
    assert records(received(tmp_path, text.encode()), DelimitedFormat(delimiter=delimiter)) == [("1", "a;b", "c")]


@pytest.mark.parametrize("delimiter", ["", "||", "，", '"', "\n", "\r", "\0"])
def test_a_delimiter_that_no_reader_can_use_is_refused_in_the_contract(delimiter: str) -> None:
    with pytest.raises(ValueError, match="delimiter"):
        DelimitedFormat(delimiter=delimiter)


@pytest.mark.fault("F28", "a file in GB18030, GBK, Big5, UTF-16 or UTF-8 with a mark", "every character is kept")
@pytest.mark.parametrize(
    ("encoding", "codec", "title"),
    [
        ("GB18030", "gb18030", "张𠮷\ue5e5龦"),
        ("GBK", "gbk", "张三丰镕"),
        ("Big5", "big5", "張三豐"),
        ("UTF-16", "utf-16", "张𠮷"),
        ("UTF-8", "utf-8-sig", "张𠮷😀"),
        ("UTF-8", "utf-8", "张𠮷\u200b\u202e"),
    ],
)
def test_every_declared_encoding_is_read(tmp_path: Path, encoding: str, codec: str, title: str) -> None:
    path = received(tmp_path, f"{HEADER}1,{title},2\n".encode(codec))
    assert records(path, DelimitedFormat(encoding=encoding)) == [("1", title, "2")]
    assert title.encode(codec).decode(codec) == title


def test_utf_16_is_read_in_both_byte_orders(tmp_path: Path) -> None:
    for mark, codec in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        path = received(tmp_path, mark + f"{HEADER}1,张,2\n".encode(codec))
        assert records(path, DelimitedFormat(encoding="UTF-16")) == [("1", "张", "2")]


@pytest.mark.fault("F28", "UTF-16 that does not say its byte order", "the file is refused")
def test_utf_16_without_a_byte_order_mark_is_refused(tmp_path: Path) -> None:
    path = received(tmp_path, f"{HEADER}1,a,2\n".encode("utf-16-le"))
    assert "is not UTF-16 with a byte order mark" in refusal(path, DelimitedFormat(encoding="UTF-16"))


@pytest.mark.fault("F28", "a file with bytes that are not of its declared encoding", "the file is refused")
@pytest.mark.parametrize(
    ("encoding", "damage"),
    [
        ("UTF-8", "张三丰".encode("gb18030")),
        ("UTF-8", b"\xed\xa0\x80"),
        ("UTF-8", b"\xc0\x80"),
        ("GB18030", b"\xff\xff"),
        ("GBK", b"\x81"),
        ("UTF-8", b"\xff\xfea\0"),
    ],
)
def test_bytes_of_another_encoding_are_refused(tmp_path: Path, encoding: str, damage: bytes) -> None:
    path = received(tmp_path, HEADER.encode() + b"1," + damage + b",2\n")
    assert f"is not {encoding}" in refusal(path, DelimitedFormat(encoding=encoding))


@pytest.mark.fault("F29", "line ends of CR, of CRLF, mixed, inside quotes, and blank lines", "each record is read once")
def test_every_line_end_ends_a_record_and_none_in_quotes(tmp_path: Path) -> None:
    path = received(tmp_path, b'\r\nnumber,title,amount\r1,"a\r\nb\rc\nd",2\r\n\n3,"e,""f""",4\n\r\r5,g,6')
    assert records(path, CSV) == [("1", "a\r\nb\rc\nd", "2"), ("3", 'e,"f"', "4"), ("5", "g", "6")]


@pytest.mark.fault("F29", "a quote that is never closed", "the file is refused with the line where its record begins")
@pytest.mark.parametrize("line", ['3,"open,4\n5,b,6\n', '3,"a"b,4\n', '3,"open,4\n5,"b",6\n'])
def test_an_unbalanced_quote_is_refused_with_its_line(tmp_path: Path, line: str) -> None:
    text = refusal(received(tmp_path, (HEADER + '1,"a\na",2\n' + line).encode()), CSV)
    assert "a quote that is not closed, or is out of place, in the record that begins at line 4" in text
    assert "open" not in text


@pytest.mark.fault("F29", "a record with too many or too few fields", "it is quarantined as malformed, the others load")
def test_a_record_of_another_width_keeps_its_number_and_so_do_the_others(tmp_path: Path) -> None:
    path = received(tmp_path, (HEADER + '1,a,2\n3,b\n\n5,"c\n",6,7\n8,d,9\n10').encode())
    assert records(path, CSV) == [("1", "a", "2"), "3,b", '5,"c\n",6,7', ("8", "d", "9"), "10"]


def test_only_malformed_records_are_counted_too(tmp_path: Path) -> None:
    assert records(received(tmp_path, b"1\n2\n"), BARE) == ["1", "2"]


@pytest.mark.fault("F31", "a NUL byte in a record", "it is quarantined as malformed, with a visible sign for the NUL")
def test_a_nul_makes_its_record_malformed(tmp_path: Path) -> None:
    path = received(tmp_path, b'number,title,amount\n1,a,2\n3,"b\0\nb",4\n5,\0\n6,c,7\n')
    assert records(path, CSV) == [("1", "a", "2"), "3,b\u2400\nb,4", "5,\u2400", ("6", "c", "7")]


def test_a_nul_at_the_edge_of_a_block_does_not_disturb_the_records_behind_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "ARROW_BLOCK", 64)
    path = received(tmp_path, b'\n\0\0\n,"\n\0\0\n,"' * 15)
    assert records(path, BARE, ("number", "title")) == ["\u2400\u2400", ",\n\u2400\u2400\n,"] * 15


def test_two_readers_that_count_other_fields_are_believed_neither() -> None:
    census = delimited.Census(2, False, array("q", [1, 2]), array("q", [2, 4]))
    rows = [arrow_csv.InvalidRow(3, width, None, "") for width in (2, 5)]
    assert census.agreed_numbers(0, rows[:1]).to_pylist() == [1]
    with pytest.raises(Unreadable, match="two readers split differently"):
        census.agreed_numbers(0, rows)


@pytest.mark.fault("F29", "the end mark of DOS (0x1A) behind the last line", "it is no record")
def test_the_end_mark_of_dos_is_no_record(tmp_path: Path) -> None:
    assert records(received(tmp_path, HEADER.encode() + b"1,a\x1a,2\r\n\x1a\x1a"), CSV) == [("1", "a\x1a", "2")]


JUDGED_LATER = "they stay the text that was sent; the contracts of silver judge them"
VERBATIM = {
    ("F30", "cells that a spreadsheet would calculate, starting with = + - @", "they are kept as they are"): (
        ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\u00a0=1", "a\n=1"]
    ),
    ("F31", "control characters, right-to-left marks, full-width digits, emoji", "they are kept as they are"): (
        ["\x07", "\u200b", "\u202etxt", "１２３", "\u00a0", "\u3000", "😀", "é", "e\u0301"]
    ),
    ("F32", "dates such as 0000-00-00, 2024/2/3, 45000 or 民国113年", JUDGED_LATER): (
        ["0000-00-00", "1900-02-29", "9999-12-31", "2024/2/3", "45000", "民国113年2月3日", "1717171717000"]
    ),
    ("F33", "numbers such as 1e3, NaN, 1,234.50, １２３ or 3万元", JUDGED_LATER): (
        ["1,234.50", "1e3", "NaN", "inf", "-0", "12345678901234567890", "5-", "3万元"]
    ),
    ("F34", "identifiers with leading zeros, exponents, spaces or a lower-case x", JUDGED_LATER): (
        ["007", "1.10101E+17", "11010119900307002x", " 110101 "]
    ),
    ("F36", "SQL, HTML and template payloads as values", "they are text like any other"): (
        ["'; DROP TABLE t; --", "<script>alert(1)</script>", "${jndi:ldap://x}", "{{7*7}}", "`id`", "NULL", "\\N"]
    ),
}


@pytest.mark.parametrize(
    "value",
    [pytest.param(value, marks=pytest.mark.fault(*said)) for said, values in VERBATIM.items() for value in values],
)
def test_text_is_kept_verbatim(tmp_path: Path, value: str) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([NAMES, ("1", value, "2")])
    assert records(received(tmp_path, text.getvalue().encode()), CSV) == [("1", value, "2")]


def test_null_tokens_are_no_value_unless_quoted_and_an_empty_field_never_is_one(tmp_path: Path) -> None:
    form = DelimitedFormat(null_tokens=("NULL", "-0-"))
    path = received(tmp_path, (HEADER + 'NULL,"NULL",-0-\n,"",null\n').encode())
    assert records(path, form) == [(None, "NULL", None), (None, None, "null")]


def test_quotes_are_text_where_the_format_has_none(tmp_path: Path) -> None:
    path = received(tmp_path, (HEADER + '1,"a,2\n3,5" disk,4\n').encode())
    assert records(path, DelimitedFormat(quote="none")) == [("1", '"a', "2"), ("3", '5" disk', "4")]


@pytest.mark.fault(
    "F22", "an empty file, or one with a header only", "it has no records; the delivery rules judge that"
)
@pytest.mark.parametrize("content", ["", "\n\r\n", "\x1a"])
def test_an_empty_file_has_no_records(tmp_path: Path, content: str) -> None:
    assert records(received(tmp_path, content.encode()), BARE) == []
    assert records(received(tmp_path, (HEADER + content).encode()), CSV) == []


@pytest.mark.fault("F35", "a field of a million characters and more", "the file is refused, in bounded memory")
@pytest.mark.fault("F35", "a line without end", "the file is refused, in bounded memory")
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            b"1," + b"x" * (LARGEST_FIELD + 1),
            "a field of more than 1000000 characters in the record that begins at line 2",
        ),
        (b"x" * 20_000_000, "a record of more than 4194304 bytes"),
        (b"x," * 10_000_000, "a record of more than 4194304 bytes"),
        (b'"' + b"x\n" * 3_000_000, "a field of more than 1000000 characters in the record that begins at line 2"),
        (b'"x\n",' * 1_500_000, "a record of more than 4194304 bytes"),
    ],
    ids=["field", "line", "fields", "open quote", "record of many lines"],
)
def test_nothing_endless_is_read_to_its_end(tmp_path: Path, content: bytes, told: str) -> None:
    path = received(tmp_path, HEADER.encode() + content)
    tracemalloc.start()
    assert told in refusal(path, CSV)
    assert tracemalloc.get_traced_memory()[1] < 200_000_000
    tracemalloc.stop()


@pytest.mark.fault("F35", "a header of 10,000 columns, or with an endless name", "the file is refused")
def test_a_header_beyond_measure_is_refused(tmp_path: Path) -> None:
    wide = ",".join(f"column_{number}" for number in range(10_000))
    assert "has 10000 columns, more than 2000" in refusal(received(tmp_path, wide.encode()), CSV)
    long = "x" * 500_000
    assert "a column name of more than 200 characters" in refusal(received(tmp_path, f"{long},title".encode()), CSV)


def test_a_record_of_10_000_fields_is_malformed(tmp_path: Path) -> None:
    wide = ",".join(["x"] * 10_000)
    assert records(received(tmp_path, f"1,a,2\n{wide}\n".encode()), BARE) == [("1", "a", "2"), wide]


def test_the_names_are_those_of_the_file(tmp_path: Path) -> None:
    path = received(tmp_path, '\ufeff"number",title,"a\nb"\n1,2,3\n'.encode())
    assert field_names(path, CSV) == ("number", "title", "a\nb")
    assert field_names(path, BARE) is None


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufdd0"), max_size=8)
TABLE = st.lists(st.lists(TEXT, min_size=3, max_size=3), max_size=8)
QUIET = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@QUIET
@given(table=TABLE, delimiter=st.sampled_from(",\t|"), ending=st.sampled_from(["\r\n", "\n", "\r"]))
def test_whatever_a_standard_writer_writes_is_read_back(
    tmp_path: Path, table: list[list[str]], delimiter: str, ending: str
) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=ending, quoting=csv.QUOTE_ALL).writerows([NAMES, *table])
    found = records(received(tmp_path, text.getvalue().encode()), DelimitedFormat(delimiter=delimiter))
    assert found == [tuple(value or None for value in row) for row in table]


PIECES = st.sampled_from(
    ["a", " ", ",", ",", '"', '"', '""', "\n", "\n", "\r", "\r\n", "\0", "\x1a", "\ufeff", "\u2028"]
)


@settings(QUIET, max_examples=150)
@given(text=st.lists(PIECES, max_size=60).map("".join), quote=st.sampled_from(['"', "none"]))
def test_two_readers_agree_on_every_value_of_every_file_that_is_not_refused(
    tmp_path: Path, text: str, quote: str
) -> None:
    form = DelimitedFormat(header=False, quote=quote)
    path = received(tmp_path, text.encode())
    with pytest.MonkeyPatch.context() as patch:
        # Small blocks, so that records lie across their edges.
        patch.setattr(delimited, "ARROW_BLOCK", 150)
        try:
            with Utf8(path, form) as utf8:
                strict = list(delimited._records(utf8, form))
        except Unreadable:
            assert "a quote that is not closed" in refusal(path, form)
            return
        found = records(path, form)
    assert len(found) == len(strict)
    for values, read in zip(strict, found, strict=True):
        is_good = len(values) == len(NAMES) and "\0" not in "".join(values)
        assert read == tuple(value or None for value in values) if is_good else isinstance(read, str)
