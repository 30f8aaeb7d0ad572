from __future__ import annotations

import datetime

import pytest

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import conform
from jobs.silver.core_bank_party import build
from tests.faults.truth_tables import IDENTITY_NUMBERS
from tests.jobs.frames import column_names, frame_of, rows_of

TODAY = datetime.date(2026, 6, 1)


def _built(spark, **customer):
    sent = {"customer_id": "C000000001", "full_name": " 张 三 ", "gender_code": "2", **customer}
    return build(frame_of(spark, "bronze.core_bank_customers", sent), TODAY)


def test_a_customer_becomes_a_party_record_in_one_spelling(spark):
    built = _built(spark, id_number="110105491231002", mobile_phone="+86-138 0013 8000")
    assert built.columns == column_names("silver.party_record")
    assert rows_of(built, "record_id", "full_name", "id_number", "id_issue_code", "mobile_phone") == [
        ("core_bank:C000000001", "张三", "11010519491231002X", None, "13800138000")
    ]


def test_a_firm_shows_its_credit_code_which_is_never_read_as_a_persons_number(spark):
    code = "91310115MA0000007H"
    firm = {"id_type_code": "2", "full_name": "上海大名实业有限公司", "gender_code": None}
    told = ("party_type_code", "credit_code", "id_number", "id_issue_code")
    assert rows_of(_built(spark, id_number=code.lower(), **firm), *told) == [("ORGANISATION", code, None, None)]
    assert rows_of(_built(spark, id_number=code[:-1] + "X", **firm), *told) == [("ORGANISATION", None, None, None)]
    assert rows_of(_built(spark, id_number=code, id_type_code="1"), *told) == [("PERSON", None, None, "FORMAT")]


def test_an_invalid_identity_number_costs_the_number_and_never_the_record(spark):
    built = _built(spark, id_number="110105194912310021", mobile_phone="12345", division_code="")
    conformed = conform(built, Catalog()["silver.core_bank_party"])
    assert rows_of(conformed, "id_number", "id_issue_code", "mobile_phone", "_verdict") == [
        (None, "CHECK_DIGIT", None, "loaded")
    ]


@pytest.mark.fault("F34", "identity numbers of customers in any state", "the customer stays; the number, or the reason")
def test_each_identity_number_of_a_customer_is_told_or_what_is_wrong_with_it(spark):
    customers = [{"customer_id": str(place), "id_number": text} for place, text in enumerate(IDENTITY_NUMBERS)]
    conformed = conform(
        build(frame_of(spark, "bronze.core_bank_customers", *customers), TODAY), Catalog()["silver.core_bank_party"]
    )
    found = {
        row[0]: (row[1], row[2], row[3])
        for row in conformed.select("source_record_id", "id_number", "id_issue_code", "_verdict").collect()
    }
    assert found == {str(place): (*expected, "loaded") for place, expected in enumerate(IDENTITY_NUMBERS.values())}


def test_a_customer_record_is_as_of_its_last_change_or_of_its_opening_where_that_is_no_day(spark):
    days = [
        rows_of(_built(spark, opened_date="2020-01-02", updated_at=changed), "as_of_date")
        for changed in ("2026-05-31 08:00:00", "2026-05-32 08:00:00")
    ]
    assert days == [[(datetime.date(2026, 5, 31),)], [(datetime.date(2020, 1, 2),)]]
