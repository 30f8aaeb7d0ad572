"""Customers without a usable identity number or telephone are few."""

from __future__ import annotations

from jobs.lakehouse.expectation import warning

EXPECTATIONS = (
    warning("expect_column_values_to_not_be_null", column="id_number", mostly=0.98),
    warning("expect_column_values_to_not_be_null", column="mobile_phone", mostly=0.95),
    warning("expect_column_values_to_not_be_null", column="full_name", mostly=0.999),
)
