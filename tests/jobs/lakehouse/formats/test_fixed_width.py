"""Records of fixed width are cut at bytes, and never inside a character."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.lakehouse.source import FixedWidthFormat
from tests.jobs.lakehouse.formats.reading import received, records, refusal

GBK = FixedWidthFormat(kind="fixed_width", encoding="GBK", widths=(4, 8, 6))


def line(number: str, title: str, amount: str, encoding: str = "GBK") -> bytes:
    """A record as a mainframe pads it: text to the right, numbers to the left."""
    return number.encode().ljust(4) + title.encode(encoding).ljust(8) + amount.encode().rjust(6)


def test_columns_are_bytes_of_the_encoding_and_padding_is_no_value(tmp_path: Path) -> None:
    content = b"\r\n".join([line("0001", "张三丰", "1.50"), line("2", "a b", ""), b""])
    assert records(received(tmp_path, content), GBK) == [("0001", "张三丰", "1.50"), ("2", "a b", None)]


@pytest.mark.parametrize("encoding", ["UTF-8", "GB18030", "GBK", "Big5"])
def test_every_encoding_of_bytes_is_read(tmp_path: Path, encoding: str) -> None:
    form = FixedWidthFormat(kind="fixed_width", encoding=encoding, widths=(4, 8, 6))
    assert records(received(tmp_path, line("1", "山水", "2", encoding)), form) == [("1", "山水", "2")]


def test_utf_16_and_a_width_of_nothing_are_refused_in_the_contract() -> None:
    with pytest.raises(ValueError, match="encoding"):
        FixedWidthFormat(kind="fixed_width", encoding="UTF-16", widths=(4,))
    with pytest.raises(ValueError, match="widths"):
        FixedWidthFormat(kind="fixed_width", widths=(4, 0))


@pytest.mark.fault("F28", "a character that a column's width cuts in half", "its record is quarantined as malformed")
def test_a_character_cut_in_half_makes_its_record_malformed(tmp_path: Path) -> None:
    cut = b"1   " + "一二三四五".encode("GBK")[1:] + b"12345678"[:5]
    content = b"\n".join([line("1", "a", "1"), cut, line("3", "c", "3")])
    first, second, third = records(received(tmp_path, content), GBK)
    assert (first, third) == (("1", "a", "1"), ("3", "c", "3"))
    assert isinstance(second, str)


@pytest.mark.fault("F29", "a record of fixed width that is too short or too long", "it is quarantined as malformed")
def test_a_record_of_another_length_is_malformed_and_the_others_keep_their_numbers(tmp_path: Path) -> None:
    content = b"\n".join([line("1", "a", "1")[:-1], line("2", "b", "2"), b"", line("3", "c", "3") + b"4", b"\x1a"])
    found = records(received(tmp_path, content), GBK)
    assert found == ["1   a            ", ("2", "b", "2"), "3   c            34"]


@pytest.mark.fault("F31", "a NUL byte in a record of fixed width", "it is quarantined as malformed")
def test_a_nul_makes_its_record_malformed(tmp_path: Path) -> None:
    assert records(received(tmp_path, line("1", "a\0", "1")), GBK) == ["1,a\u2400,1"]


@pytest.mark.fault("F35", "a file of fixed width without line ends", "the file is refused, in bounded memory")
def test_a_line_without_end_is_refused(tmp_path: Path) -> None:
    assert "a record of more than 4194304 bytes" in refusal(received(tmp_path, b"x" * 9_000_000), GBK)


def test_widths_that_do_not_fit_the_columns_are_told(tmp_path: Path) -> None:
    form = FixedWidthFormat(kind="fixed_width", widths=(4, 8))
    assert "has 2 declared widths for 3 columns" in refusal(received(tmp_path, b""), form)


VALUE = st.text(st.characters(codec="gbk", exclude_characters="\0\r\n\x1a"), max_size=4).map(
    lambda text: text.strip(" ")
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(table=st.lists(st.tuples(VALUE, VALUE, VALUE), max_size=8))
def test_whatever_is_padded_is_read_back(tmp_path: Path, table: list[tuple[str, str, str]]) -> None:
    form = FixedWidthFormat(kind="fixed_width", encoding="GBK", widths=(8, 8, 8))
    lines = [b"".join(value.encode("GBK").ljust(8) for value in row) + b"\r\n" for row in table]
    found = records(received(tmp_path, b"".join(lines)), form)
    assert found == [tuple(value or None for value in row) for row in table]
