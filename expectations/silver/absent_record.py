"""A record is absent after it was there."""

from __future__ import annotations

from jobs.lakehouse.expectation import critical

EXPECTATIONS = (
    critical(
        "expect_column_pair_values_a_to_be_greater_than_b",
        column_A="last_seen_date",
        column_B="first_seen_date",
        or_equal=True,
    ),
)
