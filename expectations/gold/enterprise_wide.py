"""One row per firm that is a customer; that every block knows each of them follows from the contract."""

from __future__ import annotations

from jobs.lakehouse.comparison import rows_within
from jobs.lakehouse.expectation import critical

EXPECTATIONS = (critical("expect_column_values_to_be_between", column="customer_count", min_value=1, max_value=10),)
ACROSS_DAYS = (rows_within(0.9, 1.1),)
