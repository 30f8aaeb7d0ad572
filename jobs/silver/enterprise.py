"""Registered enterprises with capital in one unit and names in one spelling."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.identity import credit_code
from jobs.identity.check_sum import named
from jobs.identity.text import plain_number, present

# '50(万元人民币)', '1,200.5(万)', '500万人民币', '30万人民币元'; dollars, euros and yen are another currency.
NUMBER = "([0-9]+(?:,[0-9]{3})*(?:[.][0-9]+)?)"
CAPITAL = f"^{NUMBER}[(]?万(?:元|人民币|元人民币|人民币元)?[)]?$"
OTHER_CURRENCY = f"^{NUMBER}[(]?万[\\u4e00-\\u9fff]+[)]?$"


def build(open_data_enterprises: DataFrame) -> DataFrame:
    """One row per row of the register; N/A is the register's word for nothing."""
    code = credit_code.normalised(F.col("统一社会信用代码"))
    return open_data_enterprises.select(
        code.alias("credit_code"),
        full_width_brackets(_stated("企业名称")).alias("enterprise_name"),
        _stated("注册日期").alias("registered_date"),
        _stated("企业类型").alias("enterprise_type_name"),
        capital_amount(F.col("注册资金")).alias("registered_capital_amount"),
        _stated("所在省份").alias("province_name"),
        _stated("地区").alias("city_name"),
        _stated("注册地址").alias("address_text"),
        credit_code.is_valid_code(code).alias("is_credit_code_valid"),
    )


def capital_amount(text: Column) -> Column:
    """Registered capital in units of CNY 10000, as text; null where nothing or another currency is told.

    Whatever else it says stays as it is, so that a bad number is seen as one; the contract casts without rounding.
    """
    return named(plain_number(text), _capital)


def _capital(compact: Column) -> Column:
    number = F.regexp_replace(F.regexp_extract(compact, CAPITAL, 1), ",", "")
    is_told_otherwise = (compact == "N/A") | compact.rlike(OTHER_CURRENCY)
    return F.when(compact.rlike(CAPITAL), number).when(~is_told_otherwise, compact)


def full_width_brackets(name: Column) -> Column:
    """A registered name with the brackets of Chinese print; the register writes both kinds for one enterprise."""
    return F.translate(name, "()", "（）")


def _stated(name: str) -> Column:
    text = present(F.col(name))
    return F.when(text != "N/A", text)
