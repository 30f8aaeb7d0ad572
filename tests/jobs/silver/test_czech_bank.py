"""The Czech subsidiary: czech_bank_party, czech_account, czech_loan, czech_transaction."""

from __future__ import annotations

import datetime
import importlib
from decimal import Decimal

import pytest

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import conform
from jobs.silver import czech_account, czech_bank_party
from tests.jobs.frames import column_names, frame_of, rows_of

SOURCES = {"czech_loan": "czech_bank_loans", "czech_transaction": "czech_bank_transactions"}
LOAN = {
    "loan_id": "5314",
    "account_id": "1787",
    "date": "930705",
    "amount": "96396",
    "duration": "12",
    "payments": "8033.00",
    "status": "B",
}
TRANSACTION = {
    "trans_id": "637742",
    "account_id": "2177",
    "date": "930105",
    "type": "PRIJEM",
    "operation": "PREVOD Z UCTU",
    "amount": "5123.00",
    "balance": "5923.00",
    "k_symbol": " ",
    "bank": "YZ",
    "account": "62457513",
}


def _conformed(spark, noun, row):
    build = importlib.import_module(f"jobs.silver.{noun}").build
    rules = importlib.import_module(f"expectations.silver.{noun}").row_rules()
    return conform(build(frame_of(spark, f"bronze.{SOURCES[noun]}", row)), Catalog()[f"silver.{noun}"], rules)


def _parties(spark, *birth_numbers):
    clients = [
        {"client_id": str(place), "birth_number": number, "district_id": "1"}
        for place, number in enumerate(birth_numbers)
    ]
    districts = frame_of(spark, "bronze.czech_bank_districts", {"A1": "1", "A2": "Hl.m. Praha", "A3": "Prague"})
    return czech_bank_party.build(frame_of(spark, "bronze.czech_bank_clients", *clients), districts)


def test_a_birth_number_tells_birth_and_gender_or_the_client_is_refused(spark):
    rules = importlib.import_module("expectations.silver.czech_bank_party").row_rules()
    built = _parties(spark, "706213", "450204", "709913", "7062", None)
    assert set(built.columns) == set(column_names("silver.party_record"))
    conformed = conform(built, Catalog()["silver.czech_bank_party"], rules)
    assert rows_of(conformed, "record_id", "birth_date", "gender_code", "_rule") == [
        ("czech_bank:0", datetime.date(1970, 12, 13), "2", None),
        ("czech_bank:1", datetime.date(1945, 2, 4), "1", None),
        ("czech_bank:2", None, "2", "BAD_DATE"),
        ("czech_bank:3", None, None, "BAD_DATE"),
        ("czech_bank:4", None, None, "NO_BIRTH_DATE"),
    ]


def test_a_loan_tells_its_state_in_the_banks_words(spark):
    conformed = _conformed(spark, "czech_loan", LOAN)
    assert rows_of(conformed, "granted_date", "principal_amount", "status_code", "_verdict") == [
        (datetime.date(1993, 7, 5), Decimal("96396.00"), "DEFAULTED", "loaded")
    ]


def test_a_transaction_tells_direction_operation_and_purpose_in_the_banks_words(spark):
    conformed = _conformed(spark, "czech_transaction", TRANSACTION)
    assert rows_of(conformed, "booked_date", "direction_code", "operation_code", "purpose_code", "_verdict") == [
        (datetime.date(1993, 1, 5), "C", "TRANSFER_IN", None, "loaded")
    ]


def test_a_withdrawal_takes_from_the_account(spark):
    conformed = _conformed(spark, "czech_transaction", {**TRANSACTION, "type": "VYBER", "operation": "VYBER"})
    assert rows_of(conformed, "direction_code", "operation_code") == [("D", "CASH_WITHDRAWAL")]


@pytest.mark.parametrize(
    ("noun", "change", "rule"),
    [
        ("czech_transaction", {"type": "CREDIT"}, "NOT_IN_VALUES"),
        ("czech_transaction", {"operation": "SEK"}, "NOT_IN_VALUES"),
        ("czech_transaction", {"k_symbol": "NAJEM"}, "NOT_IN_VALUES"),
        ("czech_transaction", {"type": None}, "NOT_NULL"),
        ("czech_transaction", {"date": "930231"}, "BAD_DATE"),
        ("czech_transaction", {"date": "19930105"}, "BAD_DATE"),
        ("czech_transaction", {"amount": "-1.00"}, "AMOUNT_NOT_POSITIVE"),
        ("czech_loan", {"status": "E"}, "NOT_IN_VALUES"),
        ("czech_loan", {"payments": "8000.00"}, "PLAN_DOES_NOT_ADD_UP"),
    ],
)
def test_a_code_or_value_that_nobody_knows_is_refused(spark, noun, change, rule):
    row = {**(TRANSACTION if noun == "czech_transaction" else LOAN), **change}
    assert rows_of(_conformed(spark, noun, row), "_rule", "_verdict") == [(rule, "quarantined")]


def _accounts(spark, **orders):
    rights = [
        {"disp_id": "1", "client_id": "10", "account_id": "576", "type": "OWNER"},
        {"disp_id": "2", "client_id": "11", "account_id": "576", "type": "DISPONENT"},
        {"disp_id": "3", "client_id": "12", "account_id": "577", "type": "OWNER"},
    ]
    accounts = [
        {"account_id": name, "district_id": "55", "frequency": "POPLATEK TYDNE", "date": "930101"}
        for name in ("576", "577", "578")
    ]
    paid = [{"order_id": number, "account_id": "576", "amount": amount} for number, amount in orders.items()]
    built = czech_account.build(
        frame_of(spark, "bronze.czech_bank_accounts", *accounts),
        frame_of(spark, "bronze.czech_bank_dispositions", *rights),
        frame_of(spark, "bronze.czech_bank_districts", {"A1": "55", "A2": "Brno"}),
        frame_of(spark, "bronze.czech_bank_cards", *({"disp_id": right, "type": "gold"} for right in "12")),
        frame_of(spark, "bronze.czech_bank_orders", *paid),
    )
    return conform(built, Catalog()["silver.czech_account"])


def test_an_account_has_its_owner_and_one_without_is_refused(spark):
    assert rows_of(_accounts(spark), "account_id", "owner_client_id", "has_disponent", "_rule") == [
        ("576", "10", True, None),
        ("577", "12", False, None),
        ("578", None, False, "NOT_NULL"),
    ]


def test_what_hangs_on_an_account_is_counted_once(spark):
    counted = _accounts(spark, a="2452.00", b="3372.70")
    assert rows_of(counted, "account_id", "gold_card_count", "standing_order_count", "standing_order_amount") == [
        ("576", 2, 2, Decimal("5824.70")),
        ("577", 0, 0, Decimal("0.00")),
        ("578", 0, 0, Decimal("0.00")),
    ]
