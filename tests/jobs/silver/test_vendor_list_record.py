"""silver.vendor_list_record: whom a vendor lists, by a number that can be looked for and with evidence."""

from __future__ import annotations

import datetime

import pytest

from expectations.silver.vendor_list_record import row_rules
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import conform
from jobs.silver.vendor_list_record import build
from tests.jobs.frames import frame_of, rows_of

D = datetime.date
TODAY = D(2026, 6, 1)
NUMBERED = {
    "entry_number": "FL1",
    "subject_type": "身份证号",
    "subject_value": "11010519491231002x",
    "fraud_type": "伪造申请资料",
    "evidence_number": "EV000000001",
    "listed_date": "2025-03-01",
    "last_date": "2027-03-01",
    "removed_date": "2026-05-01",
}
PHONED = {**NUMBERED, "entry_number": "FL2", "subject_type": "手机号", "subject_value": "+86-13800001111"}
OPEN = {"last_date": "", "removed_date": None}


def _conformed(spark, *entries):
    built = build(frame_of(spark, "bronze.fraud_vendor_listed_subjects", *entries), TODAY)
    return conform(built, Catalog()["silver.vendor_list_record"], row_rules())


def test_a_subject_is_told_by_a_valid_number_of_its_kind_and_by_no_other(spark):
    conformed = _conformed(spark, NUMBERED, PHONED)
    assert rows_of(conformed, "record_id", "subject_type_code", "id_number", "mobile_phone", "_verdict") == [
        ("FRAUD_VENDOR:FL1", "ID_NUMBER", "11010519491231002X", None, "loaded"),
        ("FRAUD_VENDOR:FL2", "MOBILE_PHONE", None, "13800001111", "loaded"),
    ]


def test_the_vendors_words_and_days_become_those_of_the_bank(spark):
    conformed = _conformed(spark, NUMBERED, {**PHONED, **OPEN, "fraud_type": "团伙套利"})
    told = ("fraud_type_code", "evidence_number", "listed_date", "last_date", "removed_date")
    assert rows_of(conformed, *told) == [
        ("FORGED_APPLICATION", "EV000000001", D(2025, 3, 1), D(2027, 3, 1), D(2026, 5, 1)),
        ("ORGANISED_ARBITRAGE", "EV000000001", D(2025, 3, 1), None, None),
    ]


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("evidence_number", None, "NOT_NULL"),
        ("evidence_number", "  ", "NOT_NULL"),
        ("evidence_number", "N/A", "PATTERN"),
        ("evidence_number", "NONE", "PATTERN"),
        ("evidence_number", "待补", "PATTERN"),
        ("entry_number", None, "NOT_NULL"),
        ("listed_date", "2026-02-30", "BAD_DATE"),
        ("listed_date", "31/12/2024", "BAD_DATE"),
        ("listed_date", None, "NOT_NULL"),
        ("last_date", "2025-02-28", "ENDS_BEFORE_LISTED"),
        ("removed_date", "2025-02-28", "REMOVED_BEFORE_LISTED"),
        ("subject_value", "110105194912310021", "NO_SUBJECT"),
        ("subject_value", "13800001111", "NO_SUBJECT"),
        ("subject_value", None, "NO_SUBJECT"),
        ("subject_type", "护照", "NOT_IN_VALUES"),
        ("fraud_type", "其他", "NOT_IN_VALUES"),
    ],
)
def test_what_is_without_evidence_subject_or_day_goes_to_quarantine_with_its_rule(spark, column, value, rule):
    conformed = _conformed(spark, {**NUMBERED, column: value})
    assert rows_of(conformed, "_rule", "_verdict") == [(rule, "quarantined")]


def test_a_repeated_row_is_a_duplicate(spark):
    assert rows_of(_conformed(spark, PHONED, PHONED), "_verdict") == [("duplicate",), ("loaded",)]


def test_of_two_rows_of_one_entry_the_one_that_takes_it_off_counts(spark):
    conformed = _conformed(spark, {**NUMBERED, **OPEN}, NUMBERED).where("_verdict = 'loaded'")
    assert rows_of(conformed, "removed_date") == [(D(2026, 5, 1),)]
