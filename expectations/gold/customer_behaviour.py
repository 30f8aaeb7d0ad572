"""A longer window holds what a shorter one holds."""

from __future__ import annotations

from jobs.lakehouse.expectation import critical

EXPECTATIONS = tuple(
    critical(
        "expect_column_pair_values_a_to_be_greater_than_b",
        column_A=f"{flow}_{long}_days_{what}",
        column_B=f"{flow}_{short}_days_{what}",
        or_equal=True,
    )
    for flow in ("in", "out")
    for what in ("count", "amount")
    for short, long in ((7, 30), (30, 90), (90, 180), (180, 365))
)
