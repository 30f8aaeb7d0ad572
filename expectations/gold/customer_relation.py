"""Amounts between customers are never negative."""

from __future__ import annotations

from jobs.lakehouse.expectation import critical, warning

EXPECTATIONS = (
    critical("expect_column_values_to_be_between", column="own_transfer_90_days_amount", min_value=0),
    warning("expect_column_values_to_be_between", column="same_mobile_phone_count", max_value=20, mostly=0.999),
)
