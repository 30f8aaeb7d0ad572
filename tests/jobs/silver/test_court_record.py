from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import conform
from jobs.silver.court_record import build
from tests.jobs.frames import frame_of, rows_of

TODAY = datetime.date(2026, 6, 1)
JUDGMENT = {
    "case_number": "1",
    "party_name": "张三",
    "id_number": "11010519491231002x",
    "court_name": "北京市第一中级人民法院",
    "cause": "民间借贷纠纷",
    "judgment_date": "2024-03-01",
    "judgment_amount": "1,234.50",
    "status": "已生效",
}
ENTRY = {"record_number": "1", "party_name": "李四", "published_date": "2025-01-02", "removed_date": ""}


def _conformed(spark, judgments, entries=()):
    built = build(
        frame_of(spark, "bronze.court_vendor_judgments", *judgments),
        frame_of(spark, "bronze.court_vendor_dishonest_debtors", *entries),
        TODAY,
    )
    return conform(built, Catalog()["silver.court_record"])


def test_judgments_and_entries_with_one_number_stay_two_records(spark):
    conformed = _conformed(spark, [JUDGMENT], [ENTRY])
    assert rows_of(conformed, "record_id", "id_number", "judgment_amount", "removed_date", "_verdict") == [
        ("DISHONEST_DEBTOR:1", None, None, None, "loaded"),
        ("JUDGMENT:1", "11010519491231002X", Decimal("1234.50"), None, "loaded"),
    ]


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("judgment_date", "2026-02-30", "BAD_DATE"),
        ("judgment_date", "0000-00-00", "BAD_DATE"),
        ("judgment_date", "31/12/2024", "BAD_DATE"),
        ("judgment_amount", "N/A", "BAD_NUMBER"),
        ("case_number", None, "NOT_NULL"),
    ],
)
def test_dirty_text_goes_to_quarantine_with_its_rule(spark, column, value, rule):
    conformed = _conformed(spark, [{**JUDGMENT, column: value}])
    assert rows_of(conformed, "_rule", "_verdict") == [(rule, "quarantined")]


def test_a_repeated_row_is_a_duplicate(spark):
    conformed = _conformed(spark, [JUDGMENT, JUDGMENT])
    assert rows_of(conformed, "_verdict") == [("duplicate",), ("loaded",)]


@pytest.mark.parametrize(
    "written", ["(2024)京01民初1号", " (2024)\u3000京01民初1号", "（２０２４）京01民初1\u200b号\u202c"]
)
def test_one_case_is_one_record_however_its_brackets_are_written(spark, written):
    conformed = _conformed(spark, [{**JUDGMENT, "case_number": one} for one in ("（2024）京01民初1号", written)])
    assert rows_of(conformed, "record_number", "_verdict") == [
        ("(2024)京01民初1号", "duplicate"),
        ("(2024)京01民初1号", "loaded"),
    ]


def test_a_firm_is_told_by_its_credit_code(spark):
    firm = {**JUDGMENT, "party_name": "上海大名实业有限公司", "id_number": "91310115ma0000007h"}
    names = ("party_type_code", "id_number", "credit_code", "_verdict")
    assert rows_of(_conformed(spark, [firm]), *names) == [("ORGANISATION", None, "91310115MA0000007H", "loaded")]
