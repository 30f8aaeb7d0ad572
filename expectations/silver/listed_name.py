"""Nearly every listed name can be read: one that cannot is screened against nobody."""

from __future__ import annotations

from jobs.lakehouse.expectation import critical, warning

EXPECTATIONS = (
    critical("expect_column_values_to_not_be_null", column="listed_sound", mostly=0.95),
    warning("expect_table_row_count_to_be_between", min_value=5000, max_value=400000),
)
