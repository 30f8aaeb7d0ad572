"""There are more names than entries; too few mean that the list's elements were read wrongly."""

from __future__ import annotations

from jobs.lakehouse.expectation import critical

EXPECTATIONS = (critical("expect_table_row_count_to_be_between", min_value=1000, max_value=20000),)
