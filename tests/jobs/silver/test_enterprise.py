from __future__ import annotations

from decimal import Decimal

from pyspark.sql import functions as F

from expectations.silver.enterprise import row_rules
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import conform
from jobs.silver.enterprise import build, capital_amount
from tests.jobs.frames import frame_of, rows_of

CAPITALS = {
    "50(万元人民币)": Decimal("50"),
    "500万人民币": Decimal("500"),
    "1,234.56(万)": Decimal("1234.56"),
    "30万人民币元": Decimal("30"),
    "５０（万元）": Decimal("50"),
    "100(万美元)": None,
    "20万港币": None,
    "N/A": None,
    "9,9": None,
}


def test_capital_is_told_in_ten_thousand_cny_or_not_at_all(spark):
    frame = spark.createDataFrame([(text,) for text in CAPITALS], "text string")
    assert {row[0]: row[1] for row in frame.select("text", capital_amount(F.col("text"))).collect()} == CAPITALS


def test_codes_are_kept_with_a_wrong_check_digit_and_refused_with_a_wrong_character(spark):
    codes = ["91350100m000100y43", "91350100M000100Y44", "330000000012345", "9135010OM000100Y43", "N/A"]
    rows = [{"统一社会信用代码": code, "企业名称": "甲公司", "注册日期": "N/A"} for code in codes]
    conformed = conform(build(frame_of(spark, "bronze.open_data_enterprises", *rows)), Catalog()["silver.enterprise"])
    assert rows_of(conformed, "credit_code", "is_credit_code_valid", "registered_date", "_rule") == [
        ("330000000012345", None, None, None),
        ("91350100M000100Y43", True, None, None),
        ("91350100M000100Y44", False, None, None),
        ("9135010OM000100Y43", None, None, "PATTERN"),
        ("N/A", None, None, "PATTERN"),
    ]


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
