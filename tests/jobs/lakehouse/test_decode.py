"""A received file is looked through strictly, and its records are counted without the engine."""

from __future__ import annotations

import csv
import gzip
import io
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.lakehouse.contract import Column, Contract
from jobs.lakehouse.decode import Decoded, decode
from jobs.lakehouse.formats.limits import LARGEST_FIELD, Unreadable
from jobs.lakehouse.source import DelimitedFormat, SftpSource


def contract_of(form: DelimitedFormat) -> Contract:
    source = SftpSource(kind="sftp", system="vendor", path="things.csv", control="things.ctl", format=form)
    columns = [Column(name=name, about="A column", sensitivity="internal") for name in ("number", "title", "amount")]
    return Contract(
        name="bronze.vendor_things",
        about="Things of a vendor.",
        owner="tests",
        purpose=["tests"],
        retention="1y",
        source=source,
        columns=columns,
    )


HEADER = "number,title,amount\n"


def decoded(path: Path, form: DelimitedFormat | None = None, amount_column: str | None = None) -> Decoded:
    return decode(path, contract_of(form or DelimitedFormat()), amount_column, path.with_suffix(".parquet"))


def received(folder: Path, content: bytes) -> Path:
    path = folder / "things.csv"
    path.write_bytes(content)
    return path


def test_records_and_amounts_are_counted(tmp_path: Path) -> None:
    text = HEADER + '1,"a ""quoted"" one","1,234.50"\n2,"two\nlines",N/A\n\n3,third,0.50\n'
    found = decoded(received(tmp_path, text.encode()), amount_column="amount")
    assert (found.records, found.malformed, found.amount_total) == (3, 0, Decimal("1235.0000"))


def test_gb18030_is_read_as_declared(tmp_path: Path) -> None:
    text = HEADER + "1,最高人民法院𠮷,1\n"
    path = received(tmp_path, text.encode("GB18030"))
    assert decoded(path, DelimitedFormat(encoding="GB18030")).records == 1
    with pytest.raises(Unreadable, match="is not UTF-8"):
        decoded(path)


def test_a_byte_order_mark_is_no_part_of_the_header(tmp_path: Path) -> None:
    assert decoded(received(tmp_path, (HEADER + "1,a,2\n").encode("utf-8-sig"))).records == 1


def test_a_column_the_file_lacks_is_null_and_one_nobody_declared_stays_outside(tmp_path: Path) -> None:
    path = received(tmp_path, b"more,number,amount\nx,1,2\n")
    assert decoded(path).names == ("more", "number", "amount")
    assert pq.read_table(path.with_suffix(".parquet")).to_pylist() == [
        {"number": "1", "title": None, "amount": "2", "_record": 1, "_malformed": None}
    ]


def test_a_header_with_two_columns_of_one_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="two columns of one name"):
        decoded(received(tmp_path, b"number,title,title\n1,2,3\n"))


def test_half_a_gzip_file_is_refused(tmp_path: Path) -> None:
    whole = gzip.compress((HEADER + "1,a,2\n" * 5000).encode())
    for damaged in (whole[: len(whole) // 2], whole[:-6] + b"xxxxxx", b"no gzip at all"):
        with pytest.raises(Unreadable, match="not a whole gzip file"):
            decoded(received(tmp_path, damaged), DelimitedFormat(compression="gzip"))


def test_an_endless_field_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="a field of more than"):
        decoded(received(tmp_path, HEADER.encode() + b"1," + b"x" * (LARGEST_FIELD + 2)))


ROWS = st.lists(
    st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), min_size=3, max_size=3)
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=ROWS)
def test_whatever_is_quoted_every_record_counts_once(tmp_path: Path, rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([("number", "title", "amount"), *rows])
    found = decoded(received(tmp_path, text.getvalue().encode()))
    assert found.records == len(rows)
