"""A party has several names in several languages; too few mean that the list's attributes were read wrongly."""

from __future__ import annotations

from jobs.lakehouse.expectation import critical

EXPECTATIONS = (critical("expect_table_row_count_to_be_between", min_value=10000, max_value=200000),)
