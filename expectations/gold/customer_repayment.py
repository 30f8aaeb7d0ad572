"""Days past due and unpaid amounts are never negative, and what is late was due."""

from __future__ import annotations

from jobs.lakehouse.expectation import critical

EXPECTATIONS = (
    critical("expect_column_values_to_be_between", column="worst_days_past_due", min_value=0),
    critical("expect_column_values_to_be_between", column="overdue_amount", min_value=0),
    critical(
        "expect_column_pair_values_a_to_be_greater_than_b",
        column_A="instalment_due_count",
        column_B="instalment_late_count",
        or_equal=True,
    ),
)
