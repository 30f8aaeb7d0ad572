"""A name that is no longer than a letter would hit everybody."""

from __future__ import annotations

from jobs.lakehouse.expectation import warning

EXPECTATIONS = (
    warning("expect_column_value_lengths_to_be_between", column="alias_name", min_value=2, mostly=0.999),
    warning("expect_table_row_count_to_be_between", min_value=5000, max_value=200000),
)
