"""The country has close to three thousand county-level divisions."""

from __future__ import annotations

from jobs.lakehouse.expectation import warning

EXPECTATIONS = (
    warning("expect_table_row_count_to_be_between", min_value=2500, max_value=3500),
    warning("expect_column_values_to_not_be_null", column="city_name", mostly=0.9),
)
