"""Code tables: bank_code, division_history, industry, phone_prefix."""

from __future__ import annotations

import datetime
import uuid

import pytest

from expectations.silver import industry as industry_rules
from jobs.lakehouse.account import account_of
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import conform
from jobs.lakehouse.lake import Lake
from jobs.lakehouse.settings import Settings
from jobs.silver import bank_code, division_history, industry, phone_prefix
from tests.jobs.frames import frame_of, rows_of
from tests.jobs.lakehouse.publishing import consented, give_gate_key

DAY = datetime.date


def test_a_prefix_tells_its_carrier_and_an_unknown_carrier_is_refused(spark):
    place = {"province": "山东", "city": "济南", "zip": "250000", "area_code": "0531", "edition_date": "2017-03-22"}
    prefixes = [
        {**place, "prefix7": "1300000", "carrier": "联通"},
        {**place, "prefix7": "1300001", "carrier": "新网"},
        {**place, "prefix7": "130000", "carrier": "移动"},
    ]
    built = phone_prefix.build(frame_of(spark, "bronze.open_data_phone_prefixes", *prefixes))
    conformed = conform(built, Catalog()["silver.phone_prefix"])
    assert rows_of(conformed, "phone_prefix_code", "carrier_code", "_rule") == [
        ("130000", "CHINA_MOBILE", "PATTERN"),
        ("1300000", "CHINA_UNICOM", None),
        ("1300001", "新网", "NOT_IN_VALUES"),
    ]


def test_an_industry_hangs_on_the_nearest_one_above_that_is_listed(spark):
    codes = [("A",), ("A", "01"), ("A", "01", "011"), ("A", "01", "011", "0111"), ("A", "01", "019", "0190")]
    told = {"name": "业", "edition_date": "2017-10-01"}
    rows = [{"level": str(len(code)), **told, **dict(zip(industry.LEVELS, code, strict=False))} for code in codes]
    built = industry.build(frame_of(spark, "bronze.open_data_industries", *rows))
    conformed = conform(built, Catalog()["silver.industry"], industry_rules.row_rules())
    assert rows_of(conformed, "industry_code", "parent_industry_code", "section_code", "_verdict") == [
        ("01", "A", "A", "loaded"),
        ("011", "01", "A", "loaded"),
        ("0111", "011", "A", "loaded"),
        ("0190", "01", "A", "loaded"),
        ("A", None, "A", "loaded"),
    ]


def test_of_two_industries_with_one_code_the_heading_stays(spark):
    group = {"level": "3", "class1": "C", "class2": "37", "class3": "374", "edition_date": "2017-10-01"}
    rows = [{**group, "name": "飞机制造", "remark": "指飞机"}, {**group, "name": "航空、航天器及设备制造"}]
    built = industry.build(frame_of(spark, "bronze.open_data_industries", *rows))
    conformed = conform(built, Catalog()["silver.industry"])
    assert rows_of(conformed, "industry_name", "_verdict") == [
        ("航空、航天器及设备制造", "loaded"),
        ("飞机制造", "filtered"),
    ]


def test_a_bank_keeps_its_code(spark):
    built = bank_code.build(
        frame_of(spark, "bronze.open_data_bank_codes", {"code": " ABC ", "bank_name": "中国农业银行"})
    )
    assert rows_of(built, "bank_code", "bank_name") == [("ABC", "中国农业银行")]


@pytest.mark.parametrize("noun", ["bank_code", "industry", "phone_prefix"])
def test_a_code_table_keeps_its_editions_and_refuses_one_that_tells_no_day(noun):
    contract = Catalog()[f"silver.{noun}"]
    (edition,) = (column for column in contract.columns if column.name == "edition_date")
    assert (contract.write, edition.type, edition.nullable) == ("history", "date", False)


def _publish(lake: Lake, spark, day: datetime.date, edition: str, **names: str) -> None:
    """Publish an edition of the bank codes, as the runner does once the gate has agreed."""
    contract, run_id = Catalog()["silver.bank_code"], uuid.uuid4().hex
    rows = [{"code": code, "bank_name": name, "edition_date": edition} for code, name in names.items()]
    built = bank_code.build(frame_of(spark, "bronze.open_data_bank_codes", *rows))
    staged = lake.stage(conform(built, contract), contract, day, run_id)
    lake.publish(staged, consented(lake, contract.name, day, run_id, account_of(staged.rows(), contract)))


def test_a_later_edition_ends_what_it_no_longer_says(spark, tmp_path):
    give_gate_key(tmp_path)
    lake = Lake(spark, Settings(home=tmp_path), Catalog())
    first, later = DAY(2026, 6, 1), DAY(2026, 6, 3)
    _publish(lake, spark, first, "2022-08-19", ABC="农业银行", CZB="浙商银行", OLD="旧银行")
    _publish(lake, spark, later, "2026-06-02", ABC="中国农业银行", CZB="浙商银行", NEW="新银行")
    told = ("bank_code", "bank_name", "edition_date", "valid_from_date", "valid_to_date")
    old, new = DAY(2022, 8, 19), DAY(2026, 6, 2)
    assert rows_of(lake.intervals("silver.bank_code"), *told) == [
        ("ABC", "中国农业银行", new, later, None),
        ("ABC", "农业银行", old, first, later),
        ("CZB", "浙商银行", old, first, later),
        ("CZB", "浙商银行", new, later, None),
        ("NEW", "新银行", new, later, None),
        ("OLD", "旧银行", old, first, later),
    ]
    assert rows_of(lake.read("silver.bank_code", first), "bank_code") == [("ABC",), ("CZB",), ("OLD",)]
    assert rows_of(lake.read("silver.bank_code", later), "bank_code") == [("ABC",), ("CZB",), ("NEW",)]


def _history(spark, *editions):
    """One publisher's editions, each given as month and code: name."""
    rows = [
        {"source": "mca", "revision": month, "code": code, "name": name}
        for month, divisions in editions
        for code, name in divisions.items()
    ]
    built = division_history.build(frame_of(spark, "bronze.open_data_division_snapshots", *rows))
    return conform(built, Catalog()["silver.division_history"])


def test_a_renamed_county_has_one_span_under_each_name(spark):
    history = _history(
        spark,
        ("198012", {"331021": "玉环县", "110000": "北京市"}),
        ("201612", {"331021": "玉环县", "110000": "北京市"}),
        ("201704", {"331021": "玉环市", "110000": "北京市"}),
    )
    assert rows_of(history.where("_verdict = 'loaded'"), "division_name", "valid_from_date", "valid_to_date") == [
        ("北京市", DAY(1980, 12, 31), None),
        ("玉环县", DAY(1980, 12, 31), DAY(2017, 4, 30)),
        ("玉环市", DAY(2017, 4, 30), None),
    ]
    assert history.where("_verdict = 'filtered'").count() == 3


def test_a_name_that_comes_back_has_two_spans(spark):
    there = {"110000": "北京市", "460300": "三沙市"}
    history = _history(spark, ("201201", there), ("201202", {"110000": "北京市"}), ("201203", {**there}))
    spans = history.where("_verdict = 'loaded' and division_code = '460300'")
    assert rows_of(spans, "valid_from_date", "valid_to_date") == [
        (DAY(2012, 1, 31), DAY(2012, 2, 29)),
        (DAY(2012, 3, 31), None),
    ]


def test_an_edition_without_a_month_is_refused(spark):
    assert rows_of(_history(spark, ("2012", {"110000": "北京市"})), "_rule") == [("NOT_NULL",)]
