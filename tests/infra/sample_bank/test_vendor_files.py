"""The vendors' files and their control files."""

from __future__ import annotations

import csv
import hashlib
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest

from tests.infra.sample_bank.conftest import Bank

FILES = {
    "telecom/telecom_profiles_20260601.csv": ("utf-8", "|"),
    "court/court_judgments_20260602.csv": ("gb18030", ","),
    "court/dishonest_debtors_20260602.csv": ("gb18030", ","),
}


def rows_of(path: Path, encoding: str, delimiter: str) -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as handle:
        return list(csv.DictReader(handle, delimiter=delimiter, strict=True))


def number(text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return Decimal(0)


@pytest.mark.parametrize("name", FILES)
def test_the_control_file_agrees_with_its_file(small_bank: Bank, name: str) -> None:
    path = small_bank.home / "vendor_drop" / name
    rows = rows_of(path, *FILES[name])
    control = dict(line.split("=", 1) for line in path.with_suffix(".ctl").read_text().splitlines())
    assert control["file"] == path.name
    assert int(control["rows"]) == len(rows) > 0
    assert control["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    column = control["amount_column"]
    assert control["amount_total"] == (f"{sum(number(row[column]) for row in rows):.2f}" if column else "")


def test_no_file_in_the_making_is_left(small_bank: Bank) -> None:
    assert not list(small_bank.home.rglob("*.partial"))


def test_people_unknown_to_the_telecom_vendor_have_empty_columns(small_bank: Bank) -> None:
    rows = rows_of(small_bank.home / "vendor_drop" / "telecom/telecom_profiles_20260601.csv", "utf-8", "|")
    unknown = [row for row in rows if row["hit_code"] == "0"]
    assert 0.12 < len(unknown) / len(rows) < 0.28
    assert all(not value for row in unknown for value in list(row.values())[3:])


def test_the_court_files_are_cumulative(small_bank: Bank) -> None:
    folder = small_bank.home / "vendor_drop" / "court"
    first, second = (
        {row["case_number"] for row in rows_of(folder / f"court_judgments_{day}.csv", "gb18030", ",")}
        for day in ("20260601", "20260602")
    )
    assert first <= second
