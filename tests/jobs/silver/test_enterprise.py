from __future__ import annotations

from decimal import Decimal

import pytest
from pyspark.sql import functions as F

from expectations.silver.enterprise import row_rules
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import conform
from jobs.silver.enterprise import build, capital_amount
from tests.faults.truth_tables import CREDIT_CODES
from tests.jobs.frames import frame_of, rows_of

CAPITALS = {
    "50(万元人民币)": "50",
    "500万人民币": "500",
    "1,234.56(万)": "1234.56",
    "30万人民币元": "30",
    "５０（万元）": "50",
    "1.234567(万)": "1.234567",
    "100(万美元)": None,
    "20万港币": None,
    "N/A": None,
    None: None,
    "9,9": "9,9",
    "1e3万": "1e3万",
    "三十万": "三十万",
}


@pytest.mark.fault("F33", "registered capital in 万元, with separators or full-width digits", "exact to the fen")
@pytest.mark.fault(
    "F33", "registered capital that is no number, such as 1e3万", "quarantined as BAD_NUMBER, never null"
)
def test_capital_is_told_in_ten_thousand_cny_and_what_is_no_number_stays_visible(spark):
    frame = spark.createDataFrame([(text,) for text in CAPITALS], "text string")
    assert {row[0]: row[1] for row in frame.select("text", capital_amount(F.col("text"))).collect()} == CAPITALS


def test_capital_is_never_rounded(spark):
    amounts = {"330000000012345": "1.234567万", "330000000012346": "1.2345678万", "330000000012347": "1e3万"}
    rows = [{"统一社会信用代码": code, "企业名称": "甲公司", "注册资金": amount} for code, amount in amounts.items()]
    assert rows_of(_judged(spark, *rows), "credit_code", "registered_capital_amount", "_rule") == [
        ("330000000012345", Decimal("1.234567"), None),
        ("330000000012346", None, "BAD_NUMBER"),
        ("330000000012347", None, "BAD_NUMBER"),
    ]


@pytest.mark.fault(
    "F34", "unified codes with I, O, Z, S or V, too short, or turned into 9.1E+17", "quarantined as PATTERN"
)
@pytest.mark.fault("F34", "a unified code with a wrong check character", "loaded with a flag: real codes fail it")
def test_each_credit_code_is_loaded_in_one_spelling_or_refused_by_its_rule(spark):
    rows = [
        {"统一社会信用代码": code, "企业名称": f"甲{number}", "注册日期": "N/A"}
        for number, code in enumerate(CREDIT_CODES)
    ]
    found = _judged(spark, *rows).select("enterprise_name", "credit_code", "is_credit_code_valid", "_rule").collect()
    told = {row[0]: row[3] or (row[1], row[2]) for row in found}
    assert told == {f"甲{number}": expected for number, expected in enumerate(CREDIT_CODES.values())}


def _judged(spark, *rows):
    built = build(frame_of(spark, "bronze.open_data_enterprises", *rows))
    return conform(built, Catalog()["silver.enterprise"], row_rules())


def test_one_enterprise_in_two_spellings_of_its_brackets_is_one_row(spark):
    row = {"统一社会信用代码": "91350100M000100Y43", "注册日期": "1994-11-09"}
    conformed = _judged(spark, {**row, "企业名称": "甲(上海)公司"}, {**row, "企业名称": "甲（上海）公司"})
    assert rows_of(conformed, "enterprise_name", "_verdict") == [
        ("甲（上海）公司", "duplicate"),
        ("甲（上海）公司", "loaded"),
    ]


def test_lost_characters_and_shifted_columns_are_refused(spark):
    rows = [
        {"统一社会信用代码": "330000000012345", "企业名称": "甲\ufffd公司", "所在省份": "浙江"},
        {"统一社会信用代码": "330000000012346", "企业名称": "乙公司", "所在省份": "普通合伙"},
        {"统一社会信用代码": "330000000012347", "企业名称": "丙公司", "所在省份": "N/A"},
    ]
    assert rows_of(_judged(spark, *rows), "credit_code", "_rule") == [
        ("330000000012345", "BROKEN_TEXT"),
        ("330000000012346", "SHIFTED_COLUMNS"),
        ("330000000012347", None),
    ]
