"""The list holds about a thousand entries, and tells the day of listing of each."""

from __future__ import annotations

from jobs.lakehouse.expectation import critical, warning

EXPECTATIONS = (
    warning("expect_table_row_count_to_be_between", min_value=700, max_value=3000),
    critical("expect_column_values_to_not_be_null", column="listed_date", mostly=0.99),
)
