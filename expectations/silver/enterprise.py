"""Almost every code of 18 characters passes its check digit; one that fails stays, real ones do."""

from __future__ import annotations

from pyspark.sql import functions as F

from jobs.lakehouse.expectation import RowRule, reject, warning

# Where a name holds a stray comma, the register's columns are shifted: the province then says something else.
PROVINCES = (
    "北京", "天津", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江", "上海", "江苏", "浙江", "安徽", "福建", "江西",
    "山东", "河南", "湖北", "湖南", "广东", "广西", "海南", "重庆", "四川", "贵州", "云南", "西藏", "陕西", "甘肃",
    "青海", "宁夏", "新疆",
)  # fmt: skip
EXPECTATIONS = (
    warning("expect_column_values_to_be_in_set", column="is_credit_code_valid", value_set=[True], mostly=0.99),
    warning("expect_column_values_to_not_be_null", column="registered_date", mostly=0.95),
    warning("expect_column_values_to_be_between", column="registered_capital_amount", min_value=0, mostly=0.999),
    warning("expect_column_values_to_be_in_set", column="province_name", value_set=list(PROVINCES), mostly=0.99),
)


def row_rules() -> tuple[RowRule, ...]:
    """Rows that no reader may meet."""
    return (
        reject("BROKEN_TEXT", F.col("enterprise_name").contains("\ufffd"), "the name holds characters that were lost"),
        reject(
            "SHIFTED_COLUMNS", ~F.col("province_name").isin(*PROVINCES), "the province is none: columns are shifted"
        ),
    )
