"""The vendors' files and their control files."""

from __future__ import annotations

import csv
import datetime
import hashlib
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest

from infra.sample_bank.drop_accounts import ACCOUNTS
from infra.sample_bank.handed_files import HANDED_FILES, HandedFile
from infra.sample_bank.places import OPEN_DATA
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.contract import Contract
from tests.infra.sample_bank.conftest import Bank

BOUGHT = [contract for contract in Catalog() if contract.purchase]
FILES = {
    "telecom/telecom_profiles_20260601.csv": ("utf-8", "|"),
    "court/court_judgments_20260602.csv": ("gb18030", ","),
    "court/dishonest_debtors_20260602.csv": ("gb18030", ","),
    "fraud/listed_subjects_20260602.csv": ("gb18030", ","),
    "czech/client_20260601.asc": ("ascii", ";"),
    "czech/trans_20260602.asc": ("ascii", ";"),
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


@pytest.mark.parametrize("contract", BOUGHT, ids=lambda contract: contract.noun)
def test_every_supplier_names_the_agreement_and_a_purpose_in_its_control_file(
    small_bank: Bank, contract: Contract
) -> None:
    account = ACCOUNTS[contract.source.system]
    control = small_bank.home / "vendor_drop" / account / contract.source.control.replace("{date}", "20260602")
    facts = dict(line.split("=", 1) for line in control.read_text().splitlines())
    assert facts["agreement"] == contract.purchase.agreement_number
    assert facts["purpose"] in contract.purpose


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


def test_the_list_of_the_fraud_vendor_is_cumulative(small_bank: Bank) -> None:
    folder = small_bank.home / "vendor_drop" / "fraud"
    first, second = (
        {row["entry_number"] for row in rows_of(folder / f"listed_subjects_{day}.csv", "gb18030", ",")}
        for day in ("20260601", "20260602")
    )
    assert first <= second


def test_what_is_handed_over_as_it_is_arrives_whole_and_stays_untouched(small_bank: Bank) -> None:
    drop, day = small_bank.home / "vendor_drop", datetime.date(2026, 6, 2)
    ownership = drop / "ownership" / "ownership_relations.csv.gz"
    assert ownership.read_bytes() == (OPEN_DATA / "ownership" / "relations.csv.gz").read_bytes()
    assert f"sha256={hashlib.sha256(ownership.read_bytes()).hexdigest()}" in ownership_control(drop)
    before = {path: path.stat().st_ino for path in drop.rglob("*") if path.is_file()}
    for file in HANDED_FILES:
        file.publish(drop, day)
    assert before == {path: path.stat().st_ino for path in drop.rglob("*") if path.is_file()}


def ownership_control(drop: Path) -> str:
    return (drop / "ownership" / "ownership_relations.ctl").read_text(encoding="utf-8")


def test_a_file_taken_out_of_the_project_is_not_handed_over(tmp_path: Path) -> None:
    HandedFile("czech", "czech_bank/gone.asc.gz", "gone_{date}.asc", ";").publish(tmp_path, datetime.date(2026, 6, 1))
    assert list(tmp_path.iterdir()) == []
