"""The OFAC list holds thousands of entries, and tells when most of its persons were born."""

from __future__ import annotations

from jobs.lakehouse.expectation import warning

EXPECTATIONS = (
    warning("expect_table_row_count_to_be_between", min_value=5000, max_value=50000),
    warning("expect_column_values_to_not_be_null", column="programme_name", mostly=0.9),
    warning("expect_column_values_to_not_be_null", column="birth_year_number", mostly=0.4),
)
