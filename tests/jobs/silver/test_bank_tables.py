"""The tables that core banking feeds one to one: account, card, customer, loan, repayment, transaction."""

from __future__ import annotations

import datetime
import importlib
from decimal import Decimal

import pytest

from expectations.silver import repayment as repayment_rules
from expectations.silver import transaction as transaction_rules
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import conform
from tests.jobs.frames import column_names, frame_of, rows_of

SOURCES = {
    "account": "core_bank_accounts",
    "card": "core_bank_cards",
    "customer": "core_bank_customers",
    "loan": "core_bank_loans",
    "repayment": "core_bank_repayments",
    "transaction": "core_bank_transactions",
}
TRANSACTION = {
    "transaction_id": "T00000000000001",
    "account_id": "A0000000001",
    "customer_id": "C000000001",
    "transaction_at": "2026-06-01 09:30:00",
    "posted_date": "2026-06-01",
    "direction_code": "C",
    "amount": "12.50",
    "channel_code": "APP",
    "counterparty_account": " 6222 ",
}
REPAYMENT = {
    "repayment_id": "R000000000001",
    "loan_id": "L0000000001",
    "instalment_number": "1",
    "due_date": "2026-06-01",
    "due_amount": "100.00",
    "updated_date": "2026-06-01",
}

# Too short, a wrong check digit, a letter.
NO_CARDS = ("622588", "123456789012", "6225880000000018", "622588000000001A")


def _conformed(spark, noun, row, rules=()):
    build = importlib.import_module(f"jobs.silver.{noun}").build
    built = build(frame_of(spark, f"bronze.{SOURCES[noun]}", row))
    return conform(built, Catalog()[f"silver.{noun}"], rules)


@pytest.mark.parametrize("noun", SOURCES)
def test_a_build_returns_the_columns_of_its_contract(spark, noun):
    build = importlib.import_module(f"jobs.silver.{noun}").build
    built = build(frame_of(spark, f"bronze.{SOURCES[noun]}"))
    assert built.columns == column_names(f"silver.{noun}")


def test_a_transaction_becomes_typed(spark):
    conformed = _conformed(spark, "transaction", TRANSACTION)
    assert rows_of(conformed, "posted_date", "amount", "counterparty_account_id", "_verdict") == [
        (datetime.date(2026, 6, 1), Decimal("12.50"), "6222", "loaded")
    ]


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("posted_date", "2026-02-30", "BAD_DATE"),
        ("amount", "N/A", "BAD_NUMBER"),
        ("amount", "0.00", "AMOUNT_NOT_POSITIVE"),
        ("channel_code", "FAX", "NOT_IN_VALUES"),
        ("transaction_id", "", "NOT_NULL"),
    ],
)
def test_a_dirty_transaction_goes_to_quarantine_with_its_rule(spark, column, value, rule):
    conformed = _conformed(spark, "transaction", {**TRANSACTION, column: value}, transaction_rules.row_rules())
    assert rows_of(conformed, "_rule", "_verdict") == [(rule, "quarantined")]


def test_an_unpaid_instalment_is_loaded_and_a_negative_one_is_not(spark):
    rules = repayment_rules.row_rules()
    assert rows_of(_conformed(spark, "repayment", REPAYMENT, rules), "paid_date", "_verdict") == [(None, "loaded")]
    negative = _conformed(spark, "repayment", {**REPAYMENT, "due_amount": "-1.00"}, rules)
    assert rows_of(negative, "_rule") == [("NEGATIVE_AMOUNT",)]


def test_a_card_shows_six_and_four_digits_only_and_none_of_a_number_that_is_no_cards(spark):
    build = importlib.import_module("jobs.silver.card").build
    cards = [
        {"card_id": "1", "card_number": "6222020000000000000"},
        {"card_id": "2", "card_number": "6225 8800 0000 0019"},
        {"card_id": "3", "card_number": "\u202a６２２８-4800 0000\u00a00000 018\u2028"},
        *({"card_id": str(place), "card_number": wrong} for place, wrong in enumerate(NO_CARDS, 4)),
    ]
    built = build(frame_of(spark, "bronze.core_bank_cards", *cards))
    assert rows_of(built, "card_id", "masked_card_number") == [
        ("1", "622202*********0000"),
        ("2", "622588******0019"),
        ("3", "622848*********0018"),
        *((str(place), None) for place, _ in enumerate(NO_CARDS, 4)),
    ]
