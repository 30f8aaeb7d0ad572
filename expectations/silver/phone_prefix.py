"""The edition holds hundreds of thousands of prefixes in every province."""

from __future__ import annotations

from jobs.lakehouse.expectation import warning

EXPECTATIONS = (
    warning("expect_table_row_count_to_be_between", min_value=300000, max_value=1000000),
    warning("expect_column_unique_value_count_to_be_between", column="province_name", min_value=30, max_value=34),
)
