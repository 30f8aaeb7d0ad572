"""Cards and orders are counted once per account; most accounts have an order."""

from __future__ import annotations

from jobs.lakehouse.expectation import critical, warning

EXPECTATIONS = (
    critical("expect_column_values_to_be_between", column="standing_order_amount", min_value=0),
    warning("expect_column_values_to_not_be_null", column="district_name", mostly=0.99),
)
