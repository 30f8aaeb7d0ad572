"""The lists hold thousands of entries; a short one was cut off on the way."""

from __future__ import annotations

from jobs.lakehouse.expectation import warning

EXPECTATIONS = (
    warning("expect_table_row_count_to_be_between", min_value=1000, max_value=50000),
    warning("expect_column_values_to_not_be_null", column="programme_name", mostly=0.9),
)
