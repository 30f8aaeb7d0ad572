"""gold.customer_tag: who has which tag, and how a tag comes and goes without a change of any table."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from jobs.gold.customer_tag import build, tagged
from jobs.lakehouse.catalog import Catalog
from jobs.tags.registry import REGISTRY, read_registry
from tests.jobs.frames import column_names, frame_of, rows_of

TODAY = datetime.date(2026, 6, 3)
PLASTIC = """  PLASTIC:
    about: has a card of any kind
    owner: card centre
    version: 7
    valid_from: 2026-06-03
    rule: credit_card_holder
"""
NEVER = {one.name: 0 for one in Catalog()["gold.customer_wide"].columns if one.type == "int" and not one.nullable}
# For each tag: who just has it, its value, and who just has not got it.
CASES = {
    "NEW_CUSTOMER": ({"customer_months": 5}, "YES", {"customer_months": 6}),
    "HIGH_BALANCE": ({"balance_amount": Decimal(200000)}, "200000", {"balance_amount": Decimal("49999.99")}),
    "INCOME_RECEIVED": (
        {"monthly_income_amount": Decimal(5000), "in_30_days_max_amount": Decimal(4000)},
        "YES",
        {"monthly_income_amount": Decimal(5000), "in_30_days_max_amount": Decimal(7501)},
    ),
    "DORMANT": ({"account_count": 1}, "YES", {"account_count": 1, "out_180_days_count": 1}),
    "MULTI_PRODUCT": (
        {"savings_account_count": 2, "debit_card_count": 1, "active_loan_count": 1},
        "3",
        {"savings_account_count": 9, "debit_card_count": 9},
    ),
    "CREDIT_CARD_HOLDER": ({"credit_card_count": 1}, "YES", {"debit_card_count": 1}),
    "CARD_EXPIRES_SOON": ({"expiring_card_count": 1}, "YES", {"expired_card_count": 1}),
    "OVERDUE_NOW": ({"current_days_past_due": 60}, "31", {"worst_days_past_due": 60}),
    "OVERDUE_RECENTLY": ({"instalment_late_90_days_count": 1}, "YES", {"instalment_late_180_days_count": 1}),
    "GOOD_PAYER": ({"instalment_due_count": 6}, "YES", {"instalment_due_count": 7, "instalment_late_count": 1}),
    "NIGHT_TRANSACTIONS": (
        {"night_90_days_count": 12, "out_90_days_count": 40},
        "YES",
        {"night_90_days_count": 12, "out_90_days_count": 41},
    ),
    "APP_USER": (
        {"app_90_days_count": 3, "in_90_days_count": 6},
        "YES",
        {"app_90_days_count": 4, "in_90_days_count": 4},
    ),
}


@pytest.fixture(scope="module")
def customers(spark):
    rows = [row for code, (has, _, not_yet) in CASES.items() for row in (_row(code, has), _row(f"not {code}", not_yet))]
    return frame_of(spark, "gold.customer_wide", *rows).cache()


def _row(name, facts):
    return {**NEVER, "customer_months": 99, "party_id": name} | facts


def test_each_tag_is_given_to_those_it_means_and_to_nobody_else(customers):
    built = build(customers, TODAY)
    assert built.columns == column_names("gold.customer_tag")
    assert set(CASES) == set(read_registry().tags)
    found = {(party, code): value for party, code, value in rows_of(built, "party_id", "tag_code", "value_text")}
    for code, (_, value, _) in CASES.items():
        assert (found.get((code, code)), found.get((f"not {code}", code))) == (value, None), code


def test_a_tag_that_is_new_or_given_up_changes_rows_and_no_table(customers, tmp_path):
    text = REGISTRY.read_text(encoding="utf-8")
    path = tmp_path / "tags.yml"
    retired = text.replace("rule: good_payer", f"rule: good_payer\n    valid_to: {TODAY}")
    path.write_text(retired.replace("# The first segment", f"{PLASTIC}# The first segment"))
    after = tagged(customers, read_registry(path), TODAY)
    assert after.columns == column_names("gold.customer_tag")
    assert rows_of(after.where("tag_code IN ('GOOD_PAYER', 'PLASTIC')"), "party_id", "tag_code", "tag_version") == [
        ("CREDIT_CARD_HOLDER", "PLASTIC", 7)
    ]
    contract = Catalog()["gold.customer_tag"]
    assert (contract.write, contract.key) == ("history", ("party_id", "tag_code"))
