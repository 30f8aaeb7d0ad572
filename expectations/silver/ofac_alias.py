"""There are more names than entries; a short file was cut off on the way."""

from __future__ import annotations

from jobs.lakehouse.expectation import warning

EXPECTATIONS = (warning("expect_table_row_count_to_be_between", min_value=5000, max_value=100000),)
