"""gold.enterprise_profile: firms that are customers, by what they declared and what the register says."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from jobs.gold.enterprise_profile import build
from tests.jobs.frames import column_names, frame_of, rows_of
from tests.jobs.gold.customers import xref

D = datetime.date
TODAY = D(2026, 6, 3)
KNOWN, UNKNOWN, COURT_ALONE, PERSON = (f"P{number}" for number in range(1, 5))
CODE = "91310115MA0000007H"
PARTIES = (
    {"party_id": KNOWN, "party_type_code": "ORGANISATION", "credit_code": CODE, "division_code": "110101"},
    {"party_id": UNKNOWN, "party_type_code": "ORGANISATION"},
    {"party_id": COURT_ALONE, "party_type_code": "ORGANISATION"},
    {"party_id": PERSON, "party_type_code": "PERSON"},
)
XREF = (
    xref("core_bank", "C1", KNOWN),
    xref("core_bank", "C2", KNOWN),
    xref("core_bank", "C3", UNKNOWN),
    xref("core_bank", "C4", PERSON),
    xref("court_vendor", "J1", COURT_ALONE),
    xref("open_data", CODE, KNOWN),
)
NUMBERS = (
    {"customer_id": "C1", "opened_date": D(2020, 1, 1), "industry_code": "51", "founded_date": D(2001, 6, 4)}
    | {"employee_count": 40, "annual_revenue_amount": Decimal(9_000_000), "customer_grade_code": "B"},
    {"customer_id": "C2", "opened_date": D(2022, 6, 3), "industry_code": "65", "founded_date": D(2001, 6, 3)}
    | {"employee_count": 30, "annual_revenue_amount": Decimal(8_000_000), "customer_grade_code": "A"},
    {"customer_id": "C3", "opened_date": D(2021, 1, 1), "employee_count": 0, "annual_revenue_amount": Decimal(5)},
    {"customer_id": "C4", "opened_date": D(2021, 1, 1)},
)
REGISTER = {"credit_code": CODE, "enterprise_type_name": "有限责任公司", "registered_date": D(2001, 6, 3)}


@pytest.fixture(scope="module")
def profile(spark):
    return build(
        party=frame_of(spark, "silver.party", *PARTIES),
        party_xref=frame_of(spark, "silver.party_xref", *XREF),
        customer=frame_of(spark, "silver.customer", *NUMBERS),
        division=frame_of(spark, "silver.division", {"division_code": "110101", "city_name": "北京市"}),
        industry=frame_of(
            spark,
            "silver.industry",
            {"industry_code": "65", "industry_name": "软件和信息技术服务业", "section_code": "I"},
        ),
        enterprise=frame_of(spark, "silver.enterprise", REGISTER),
        business_date=TODAY,
    ).cache()


def test_there_is_one_row_for_each_firm_with_a_customer_number(profile):
    assert profile.columns == column_names("gold.enterprise_profile")
    assert rows_of(profile, "party_id", "customer_count", "has_valid_credit_code", "is_registered") == [
        (KNOWN, 2, True, True),
        (UNKNOWN, 1, False, False),
    ]


def test_the_number_opened_last_tells_the_industry_and_figures_are_the_largest(profile):
    known = profile.where(f"party_id = '{KNOWN}'")
    facts = ("industry_code", "industry_section_code", "employee_count", "annual_revenue_amount")
    assert rows_of(known, *facts) == [("65", "I", 40, Decimal("9000000.00"))]
    assert rows_of(known, "customer_grade_code", "customer_months", "enterprise_years") == [("A", 77, 25)]


def test_the_register_is_told_of_whom_it_knows(profile):
    assert rows_of(profile, "enterprise_type_name", "registered_date", "city_name") == [
        ("有限责任公司", D(2001, 6, 3), "北京市"),
        (None, None, None),
    ]


def test_revenue_for_each_employee_is_unknown_without_employees(profile):
    assert rows_of(profile, "employee_revenue_mean_amount") == [(Decimal("225000.00"),), (None,)]
