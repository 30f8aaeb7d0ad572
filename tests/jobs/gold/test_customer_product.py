from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from pyspark.sql import functions as F

from jobs.gold.customer_product import build
from tests.jobs.frames import column_names, frame_of, rows_of
from tests.jobs.gold.customers import party_xref

D = datetime.date
TODAY, LONG_AGO = D(2026, 6, 1), D(2020, 1, 1)


def account(customer: str, kind: str, state: str, balance: str, opened: D = LONG_AGO) -> dict:
    return {
        "customer_id": customer,
        "account_type_code": kind,
        "status_code": state,
        "balance_amount": Decimal(balance),
        "opened_date": opened,
    }


def card(state: str, limit: int, expires: D) -> dict:
    return {
        "customer_id": "C1",
        "card_type_code": "CREDIT",
        "status_code": state,
        "credit_limit_amount": Decimal(limit),
        "expiry_date": expires,
    }


ACCOUNTS = (
    account("C1", "SAVINGS", "ACTIVE", "0.10"),
    account("C2", "FIXED", "CLOSED", "0.20"),
    account("C2", "CURRENT", "ACTIVE", "-5.00", D(2026, 5, 1)),
    account("C9", "CURRENT", "ACTIVE", "100.00"),
)
CARDS = (card("ACTIVE", 500, D(2026, 8, 30)), card("BLOCKED", 900, D(2030, 1, 1)))
LOANS = (
    {"customer_id": "C2", "product_code": "CAR", "status_code": "ACTIVE", "annual_rate": Decimal("0.0650")}
    | {"principal_amount": Decimal(100), "outstanding_amount": Decimal(60), "originated_date": D(2024, 1, 1)},
)


@pytest.fixture(scope="module")
def product(spark):
    return build(
        party_xref=party_xref(spark),
        account=frame_of(spark, "silver.account", *ACCOUNTS),
        card=frame_of(spark, "silver.card", *CARDS),
        loan=frame_of(spark, "silver.loan", *LOANS),
        business_date=TODAY,
    ).cache()


def test_a_customer_without_any_product_has_zeros_and_no_days(product):
    assert product.columns == column_names("gold.customer_product")
    nothing = product.where(F.col("party_id") == "P2")
    facts = ("account_count", "balance_amount", "card_count", "loan_count", "first_loan_date", "highest_annual_rate")
    assert rows_of(nothing, *facts) == [(0, Decimal("0.00"), 0, 0, None, None)]


def test_products_of_all_numbers_add_up_exactly(product):
    person = product.where(F.col("party_id") == "P1")
    counts = ("account_count", "closed_account_count", "current_account_count", "opened_365_days_account_count")
    assert rows_of(person, *counts) == [(2, 1, 1, 1)]
    amounts = ("balance_amount", "negative_balance_amount", "credit_limit_amount", "car_loan_outstanding_amount")
    assert rows_of(person, *amounts) == [tuple(map(Decimal, ("-4.70", "-5.00", "500.00", "60.00")))]


def test_a_card_that_expires_on_the_last_day_of_the_window_counts(product):
    assert rows_of(product, "party_id", "card_count", "expiring_card_count") == [("P1", 1, 1), ("P2", 0, 0)]
