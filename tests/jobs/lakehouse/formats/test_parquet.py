"""A Parquet file gives the text that a person would write for each value."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.lakehouse.formats import field_names
from jobs.lakehouse.source import ParquetFormat
from tests.jobs.lakehouse.formats.reading import NAMES, received, records, refusal

FORM = ParquetFormat(kind="parquet")


def written(folder: Path, **columns: pa.Array) -> Path:
    path = folder / "things"
    pq.write_table(pa.table({name: columns.get(name, pa.nulls(1, pa.string())) for name in NAMES}), path)
    return path


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ("007", pa.string(), "007"),
        ("张", pa.large_string(), "张"),
        ("a", pa.dictionary(pa.int8(), pa.string()), "a"),
        (2**63 - 1, pa.int64(), "9223372036854775807"),
        (Decimal("0.00000001"), pa.decimal128(20, 8), "0.00000001"),
        (Decimal("1234567890123456789.10"), pa.decimal128(38, 2), "1234567890123456789.10"),
        (Decimal("5.00"), pa.decimal128(5, 2), "5.00"),
        (1.5, pa.float64(), "1.5"),
        (123456789012345.0, pa.float64(), "123456789012345"),
        (1e-7, pa.float64(), "0.0000001"),
        (float("nan"), pa.float64(), "nan"),
        (1.1, pa.float32(), "1.1"),
        (True, pa.bool_(), "true"),
        (date(9999, 12, 31), pa.date32(), "9999-12-31"),
        (datetime(2026, 6, 1), pa.timestamp("us"), "2026-06-01 00:00:00"),
        (datetime(2026, 6, 1, 1, 2, 3, 450_000), pa.timestamp("ns"), "2026-06-01 01:02:03.45"),
        (datetime(2026, 6, 1, 1, 2, 30, tzinfo=UTC), pa.timestamp("ms", "UTC"), "2026-06-01 01:02:30Z"),
        (datetime(2026, 6, 1, 1, tzinfo=UTC), pa.timestamp("us", "Asia/Shanghai"), "2026-06-01 09:00:00+0800"),
        (time(1, 2, 3), pa.time64("us"), "01:02:03"),
    ],
)
def test_a_value_becomes_the_text_that_a_person_would_write(
    tmp_path: Path, value: Any, kind: pa.DataType, text: str
) -> None:
    path = written(tmp_path, title=pa.array([value], kind))
    assert records(path, FORM) == [(None, text, None)]


def test_the_largest_day_of_an_old_timestamp_is_not_another_day(tmp_path: Path) -> None:
    path = tmp_path / "things"
    table = pa.table(
        {"number": pa.array([datetime(9999, 12, 31)], pa.timestamp("us")), "title": ["a"], "amount": ["b"]}
    )
    pq.write_table(table, path, use_deprecated_int96_timestamps=True)
    assert records(path, FORM) == [("9999-12-31 00:00:00", "a", "b")]


@pytest.mark.fault("F34", "an identifier of 18 digits in a float column", "its record is quarantined as malformed")
def test_a_float_of_more_than_15_digits_makes_its_record_malformed(tmp_path: Path) -> None:
    path = tmp_path / "things"
    numbers = pa.array([1.1010119900307e17, None, 5.0, float("inf")], pa.float64())
    pq.write_table(pa.table({"number": numbers, "title": ["a", "b", "c", "d"], "amount": pa.nulls(4)}), path)
    assert records(path, FORM) == [
        "110101199003070000,a,",
        (None, "b", None),
        ("5", "c", None),
        ("inf", "d", None),
    ]


@pytest.mark.fault("F31", "a NUL in a Parquet text", "its record is quarantined as malformed")
def test_a_nul_makes_its_record_malformed(tmp_path: Path) -> None:
    assert records(written(tmp_path, title=pa.array(["a\0"])), FORM) == [",a\u2400,"]


@pytest.mark.fault("F36", "a binary or nested column where the contract wants text", "the file is refused")
@pytest.mark.parametrize(
    "column", [pa.array([b"\xff"]), pa.array([b"\xff"], pa.binary(1)), pa.array([[1]]), pa.array([{"a": 1}])]
)
def test_what_is_no_text_is_refused(tmp_path: Path, column: pa.Array) -> None:
    assert "has the column title of type" in refusal(written(tmp_path, title=column), FORM)


@pytest.mark.fault("F23", "a Parquet file that is cut off, or no Parquet file", "the file is refused")
def test_half_a_file_is_refused(tmp_path: Path) -> None:
    whole = written(tmp_path, title=pa.array(["a"])).read_bytes()
    for content in (whole[:-20], whole[: len(whole) // 2], b"number,title\n", b""):
        assert "is not a whole Parquet file" in refusal(received(tmp_path, content), FORM)


@pytest.mark.fault("F35", "a Parquet text of more than a million characters", "the file is refused")
def test_an_endless_field_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, title=pa.array(["x" * 1_000_001]))
    assert "a field of more than 1000000 characters" in refusal(path, FORM)


def test_a_packed_file_is_read(tmp_path: Path) -> None:
    whole = written(tmp_path, title=pa.array(["a"])).read_bytes()
    path = received(tmp_path, gzip.compress(whole))
    form = ParquetFormat(kind="parquet", compression="gzip")
    assert field_names(path, form) == NAMES
    assert records(path, form) == [(None, "a", None)]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(table=st.lists(st.lists(st.none() | st.text(max_size=8), min_size=3, max_size=3), min_size=1, max_size=8))
def test_whatever_a_standard_writer_writes_is_read_back(tmp_path: Path, table: list[list[str | None]]) -> None:
    path = tmp_path / "things"
    columns = [pa.array(column, pa.string()) for column in zip(*table, strict=True)]
    pq.write_table(pa.table(dict(zip(NAMES, columns, strict=True))), path, row_group_size=3)
    found = records(path, FORM)
    assert [None if isinstance(row, str) else row for row in found] == [
        None if any(value and "\0" in value for value in row) else tuple(row) for row in table
    ]
