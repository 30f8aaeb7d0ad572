from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from jobs.gold.customer_relation import build
from tests.jobs.frames import column_names, frame_of, rows_of
from tests.jobs.gold.customers import party_xref

TODAY = datetime.date(2026, 6, 1)
ACCOUNTS = (
    {"account_id": "A1", "customer_id": "C1"},
    {"account_id": "A2", "customer_id": "C2"},
    {"account_id": "A3", "customer_id": "C3"},
)


def paid(customer: str, way: str, other: str, amount: int) -> dict:
    return {
        "customer_id": customer,
        "direction_code": way,
        "counterparty_account_id": other,
        "amount": Decimal(amount),
        "posted_date": TODAY,
    }


@pytest.fixture(scope="module")
def relation(spark):
    phone = "13800138000"
    return build(
        party_xref(spark),
        frame_of(
            spark,
            "silver.party",
            {"party_id": "P1", "mobile_phone": phone},
            {"party_id": "P2", "mobile_phone": phone},
            {"party_id": "P3", "mobile_phone": phone},
        ),
        frame_of(spark, "silver.account", *ACCOUNTS),
        frame_of(
            spark,
            "silver.transaction",
            paid("C1", "D", "A2", 5),
            paid("C1", "D", "A3", 7),
            paid("C1", "D", "A3", 1),
            paid("C3", "C", "A1", 8),
            paid("C1", "D", "elsewhere", 100),
        ),
        TODAY,
    ).cache()


def test_only_other_customers_share_a_telephone(relation):
    assert relation.columns == column_names("gold.customer_relation")
    assert rows_of(relation, "party_id", "same_mobile_phone_count", "same_address_count") == [
        ("P1", 1, 0),
        ("P2", 1, 0),
    ]


def test_money_between_customers_is_told_from_money_between_own_accounts(relation):
    facts = ("own_transfer_90_days_amount", "out_customer_90_days_count", "out_customer_90_days_amount")
    assert rows_of(relation, "party_id", *facts, "in_customer_90_days_amount") == [
        ("P1", Decimal("5.00"), 1, Decimal("8.00"), Decimal("0.00")),
        ("P2", Decimal("0.00"), 0, Decimal("0.00"), Decimal("8.00")),
    ]
