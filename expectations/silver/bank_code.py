"""The list names the banks that issue cards, well over a hundred."""

from __future__ import annotations

from jobs.lakehouse.expectation import warning

EXPECTATIONS = (warning("expect_table_row_count_to_be_between", min_value=100, max_value=1000),)
