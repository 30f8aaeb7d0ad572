from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from pyspark.sql import functions as F

from jobs.gold.customer_blocks.activity import repayment_block, transaction_block
from jobs.gold.customer_blocks.person import age_years
from jobs.gold.customer_wide import build
from tests.jobs.frames import column_names, frame_of, rows_of

D = datetime.date
TODAY = D(2026, 6, 1)
NUMBER = "11010519491231002X"
TABLES = (
    "silver.party",
    "silver.party_xref",
    "silver.customer",
    "silver.account",
    "silver.card",
    "silver.loan",
    "silver.repayment",
    "silver.transaction",
    "silver.court_record",
    "silver.telecom_profile",
    "silver.division",
    "gold.risk_level",
)


def _xref(system, number, party_id):
    return {
        "record_id": f"{system}:{number}",
        "source_system_code": system,
        "source_record_id": number,
        "party_id": party_id,
    }


ROWS = {
    "silver.party_xref": [
        _xref("core_bank", "C1", "P1"),
        _xref("core_bank", "C2", "P1"),
        _xref("core_bank", "C3", "P2"),
        _xref("court_vendor", "JUDGMENT:1", "P1"),
        _xref("court_vendor", "JUDGMENT:2", "P3"),
    ],
    "silver.party": [
        {
            "party_id": "P1",
            "full_name": "张叁",
            "id_number": NUMBER,
            "mobile_phone": "13800138000",
            "division_code": "110101",
        },
        {"party_id": "P2", "full_name": "李四"},
        {"party_id": "P3", "full_name": "王五"},
    ],
    "silver.customer": [
        {
            "customer_id": "C1",
            "opened_date": D(2020, 1, 1),
            "monthly_income_amount": Decimal(9000),
            "housing_type_code": "OWN",
            "marital_status_code": "SINGLE",
        },
        {
            "customer_id": "C2",
            "opened_date": D(2022, 1, 1),
            "monthly_income_amount": Decimal(8000),
            "marital_status_code": "MARRIED",
        },
        {"customer_id": "C3", "opened_date": D(2021, 1, 1)},
    ],
    "silver.account": [
        {
            "customer_id": "C1",
            "account_type_code": "SAVINGS",
            "status_code": "ACTIVE",
            "balance_amount": Decimal("0.10"),
        },
        {
            "customer_id": "C2",
            "account_type_code": "FIXED",
            "status_code": "CLOSED",
            "balance_amount": Decimal("0.20"),
        },
    ],
    "silver.card": [
        {
            "customer_id": "C1",
            "card_type_code": "CREDIT",
            "status_code": "ACTIVE",
            "credit_limit_amount": Decimal(500),
        },
        {
            "customer_id": "C1",
            "card_type_code": "CREDIT",
            "status_code": "BLOCKED",
            "credit_limit_amount": Decimal(900),
        },
    ],
    "silver.court_record": [
        {
            "record_id": f"JUDGMENT:{number}",
            "record_type_code": "JUDGMENT",
            "published_date": D(2025, 1, 1),
            "judgment_amount": Decimal(7),
        }
        for number in (1, 2)
    ],
    "silver.telecom_profile": [
        {"id_number": NUMBER, "has_telecom_profile": True, "telecom_tenure_months": 48},
    ],
    "silver.division": [
        {"division_code": "110101", "area_name": "东城区", "city_name": "市辖区", "province_code": "11"},
    ],
    "gold.risk_level": [
        {"party_id": "P1", "risk_level": 3, "active_black_entry_count": 0, "active_grey_entry_count": 1},
        {"party_id": "P2", "risk_level": 1, "active_black_entry_count": 0, "active_grey_entry_count": 0},
    ],
}


@pytest.fixture(scope="module")
def wide(spark):
    frames = {table.split(".")[1]: frame_of(spark, table, *ROWS.get(table, ())) for table in TABLES}
    return build(**frames, business_date=TODAY).cache()


def test_there_is_one_row_for_each_party_with_a_customer_number(wide):
    assert wide.columns == column_names("gold.customer_wide")
    assert rows_of(wide, "party_id", "customer_count", "has_valid_id_number") == [
        ("P1", 2, True),
        ("P2", 1, False),
    ]


def test_who_the_customer_is_comes_from_the_golden_record(wide):
    person = wide.where(F.col("party_id") == "P1")
    assert rows_of(person, "full_name", "mobile_phone", "area_name") == [("张叁", "13800138000", "东城区")]


def test_the_number_opened_last_speaks_and_never_hides_what_others_know(wide):
    person = wide.where(F.col("party_id") == "P1")
    facts = ("marital_status_code", "housing_type_code", "monthly_income_amount")
    assert rows_of(person, *facts) == [("MARRIED", "OWN", Decimal("9000.00"))]


def test_products_of_all_numbers_add_up_exactly(wide):
    person = wide.where(F.col("party_id") == "P1")
    assert rows_of(person, "account_count", "closed_account_count", "balance_amount", "credit_limit_amount") == [
        (1, 1, Decimal("0.30"), Decimal("500.00"))
    ]


def test_what_others_know_reaches_the_party(wide):
    columns = ("has_telecom_profile", "telecom_tenure_months", "judgment_count", "has_active_risk_entry")
    assert rows_of(wide, "party_id", *columns) == [("P1", True, 48, 1, True), ("P2", False, None, 0, False)]


def test_windows_end_with_the_business_date_and_begin_on_their_first_day(spark):
    held = spark.createDataFrame([("C1", "P1")], "customer_id string, party_id string")
    days_ago = (-1, 0, 6, 7, 29, 30, 89, 90)
    rows = [
        {
            "customer_id": "C1",
            "posted_date": TODAY - datetime.timedelta(days=days),
            "direction_code": "C",
            "amount": Decimal(days + 2),
            "channel_code": "APP",
        }
        for days in days_ago
    ]
    block = transaction_block(held, frame_of(spark, "silver.transaction", *rows), TODAY)
    counts = (
        "in_7_days_count",
        "in_30_days_count",
        "in_90_days_count",
        "out_90_days_count",
        "app_90_days_count",
    )
    assert rows_of(block, *counts) == [(2, 4, 6, 0, 6)]
    assert rows_of(block, "in_7_days_amount", "in_7_days_max_amount", "out_7_days_max_amount") == [
        (Decimal("10.00"), Decimal("8.00"), None)
    ]


def test_overdue_is_what_is_due_and_not_paid_on_the_business_date(spark):
    held = spark.createDataFrame([("C1", "P1")], "customer_id string, party_id string")
    loan = frame_of(spark, "silver.loan", {"loan_id": "L1", "customer_id": "C1"})
    due = Decimal(100)
    repayment = frame_of(
        spark,
        "silver.repayment",
        {
            "loan_id": "L1",
            "due_date": D(2026, 3, 1),
            "due_amount": due,
            "paid_date": D(2026, 4, 10),
            "paid_amount": due,
        },
        {
            "loan_id": "L1",
            "due_date": D(2026, 5, 1),
            "due_amount": due,
            "paid_date": D(2026, 6, 2),
            "paid_amount": due,
        },
        {"loan_id": "L1", "due_date": D(2026, 5, 12), "due_amount": due, "paid_amount": Decimal(40)},
        {"loan_id": "L1", "due_date": TODAY, "due_amount": due},
        {"loan_id": "L1", "due_date": D(2026, 7, 1), "due_amount": due},
    )
    block = repayment_block(held, loan, repayment, TODAY)
    counts = ("instalment_due_count", "instalment_late_count", "worst_days_past_due", "current_days_past_due")
    assert rows_of(block, *counts, "overdue_amount") == [(4, 3, 40, 31, Decimal("160.00"))]


def test_a_year_is_full_on_the_birthday(spark):
    born = spark.createDataFrame([(D(2000, 6, 1),), (D(2000, 6, 2),), (D(2000, 2, 29),)], "born date")
    assert [row[0] for row in born.select(age_years(F.col("born"), TODAY)).collect()] == [26, 25, 26]
    assert [row[0] for row in born.select(age_years(F.col("born"), D(2026, 2, 28))).collect()] == [25, 25, 25]
