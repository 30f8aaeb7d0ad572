"""What a day's snapshot tells each history: account_history, address_history, customer_history, phone_history and
enterprise_history."""

from __future__ import annotations

import importlib
from datetime import date, datetime
from decimal import Decimal

import pytest

from jobs.lakehouse.catalog import Catalog
from tests.jobs.frames import column_names, frame_of, rows_of

RECORDS = (
    {
        "source_system_code": "core_bank",
        "source_record_id": "C1",
        "mobile_phone": "13800000000",
        "address_text": "Road 1",
    },
    {"source_system_code": "core_bank", "source_record_id": "C2", "division_code": "110105"},
    {"source_system_code": "court_vendor", "source_record_id": "J1"},
)


def built(spark, noun: str, *rows):
    contract = Catalog()[f"silver.{noun}"]
    (source,) = contract.inputs
    build = importlib.import_module(f"jobs.silver.{noun}").build
    return build(frame_of(spark, source, *rows))


@pytest.mark.parametrize("noun", ["customer_history", "account_history", "enterprise_history"])
def test_a_snapshot_has_the_columns_of_its_contract(spark, noun: str) -> None:
    assert built(spark, noun).columns == column_names(f"silver.{noun}")


def test_a_customer_whose_row_was_only_touched_is_the_same_in_customer_history(spark) -> None:
    customer = {"customer_id": "C000000001", "customer_grade_code": "A", "opened_date": date(2020, 1, 1)}
    touched = [{**customer, "updated_at": datetime(2026, 6, day)} for day in (1, 2)]
    assert built(spark, "customer_history", *touched).distinct().count() == 1


def test_an_account_whose_balance_moved_is_the_same_in_account_history(spark) -> None:
    account = {"account_id": "A0000000001", "status_code": "ACTIVE"}
    moved = [{**account, "balance_amount": Decimal(amount)} for amount in ("1.00", "2.00")]
    assert built(spark, "account_history", *moved).distinct().count() == 1


def test_phone_history_holds_the_records_that_name_a_telephone_and_says_why_others_are_left_out(spark) -> None:
    found = rows_of(built(spark, "phone_history", *RECORDS), "source_record_id", "mobile_phone", "_filtered")
    assert found == [
        ("C1", "13800000000", None),
        ("C2", None, "the record names no telephone"),
        ("J1", None, "the record names no telephone"),
    ]


def test_address_history_holds_the_records_that_name_a_place_also_without_a_street(spark) -> None:
    found = rows_of(built(spark, "address_history", *RECORDS), "source_record_id", "division_code", "_filtered")
    assert found == [("C1", None, None), ("C2", "110105", None), ("J1", None, "the record names no place")]
