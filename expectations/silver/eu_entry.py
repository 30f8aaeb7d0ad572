"""The list holds thousands of entries, names the act behind each, and tells when most of its persons were born."""

from __future__ import annotations

from jobs.lakehouse.expectation import critical, warning

EXPECTATIONS = (
    warning("expect_table_row_count_to_be_between", min_value=4000, max_value=30000),
    critical("expect_column_values_to_not_be_null", column="listed_date", mostly=0.99),
    warning("expect_column_values_to_not_be_null", column="programme_name", mostly=0.99),
    warning("expect_column_values_to_not_be_null", column="birth_year_number", mostly=0.4),
)
