from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from pyspark.sql import functions as F

from jobs.gold.customer_profile import age_years, build
from tests.jobs.frames import column_names, frame_of, rows_of
from tests.jobs.gold.customers import party_xref

D = datetime.date
TODAY = D(2026, 6, 1)
PARTIES = (
    {"party_id": "P1", "full_name": "张叁", "id_number": "11010519491231002X", "mobile_phone": "13800138000"}
    | {"division_code": "110101", "record_count": 3, "source_count": 2},
    {"party_id": "P2", "full_name": "李四"},
    {"party_id": "P3", "full_name": "王五"},
)
NUMBERS = (
    {"customer_id": "C1", "opened_date": D(2020, 1, 1), "monthly_income_amount": Decimal(9000)}
    | {"housing_type_code": "OWN", "marital_status_code": "SINGLE"},
    {"customer_id": "C2", "opened_date": D(2022, 1, 1), "monthly_income_amount": Decimal(8000)}
    | {"marital_status_code": "MARRIED"},
    {"customer_id": "C3", "opened_date": D(2021, 1, 1)},
)
PLACE = {"division_code": "110101", "area_name": "东城区", "city_name": "市辖区", "province_code": "11"}


@pytest.fixture(scope="module")
def profile(spark):
    return build(
        party=frame_of(spark, "silver.party", *PARTIES),
        party_xref=party_xref(spark),
        customer=frame_of(spark, "silver.customer", *NUMBERS),
        division=frame_of(spark, "silver.division", PLACE),
        business_date=TODAY,
    ).cache()


def test_there_is_one_row_for_each_party_with_a_customer_number(profile):
    assert profile.columns == column_names("gold.customer_profile")
    assert rows_of(profile, "party_id", "customer_count", "has_valid_id_number", "customer_months") == [
        ("P1", 2, True, 77),
        ("P2", 1, False, 65),
    ]


def test_a_firm_that_is_a_customer_is_told_elsewhere(spark):
    firm = {"party_id": "P1", "party_type_code": "ORGANISATION"}
    person = {"party_id": "P2", "party_type_code": "PERSON"}
    built = build(
        party=frame_of(spark, "silver.party", firm, person),
        party_xref=party_xref(spark),
        customer=frame_of(spark, "silver.customer", *NUMBERS),
        division=frame_of(spark, "silver.division", PLACE),
        business_date=TODAY,
    )
    assert rows_of(built, "party_id") == [("P2",)]


def test_who_the_customer_is_comes_from_the_golden_record(profile):
    person = profile.where(F.col("party_id") == "P1")
    assert rows_of(person, "full_name", "mobile_phone", "area_name", "record_count") == [
        ("张叁", "13800138000", "东城区", 3)
    ]


def test_the_number_opened_last_speaks_and_never_hides_what_others_know(profile):
    person = profile.where(F.col("party_id") == "P1")
    facts = ("marital_status_code", "housing_type_code", "monthly_income_amount")
    assert rows_of(person, *facts) == [("MARRIED", "OWN", Decimal("9000.00"))]


def test_a_year_is_full_on_the_birthday(spark):
    born = spark.createDataFrame([(D(2000, 6, 1),), (D(2000, 6, 2),), (D(2000, 2, 29),)], "born date")
    assert [row[0] for row in born.select(age_years(F.col("born"), TODAY)).collect()] == [26, 25, 26]
    assert [row[0] for row in born.select(age_years(F.col("born"), D(2026, 2, 28))).collect()] == [25, 25, 25]
