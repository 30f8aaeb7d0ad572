"""A direction that is flipped is a matter for people: the data changed its meaning, or the world did."""

from __future__ import annotations

from jobs.lakehouse.expectation import critical, warning

EXPECTATIONS = (
    critical("expect_column_values_to_be_between", column="rank_correlation", min_value=-1, max_value=1),
    critical("expect_column_values_to_be_between", column="chance_probability", min_value=0, max_value=1),
    critical(
        "expect_column_pair_values_a_to_be_greater_than_b",
        column_A="adjusted_probability",
        column_B="chance_probability",
        or_equal=True,
    ),
    warning("expect_column_values_to_be_in_set", column="verdict_code", value_set=["HOLDS", "NOT_ENOUGH_DATA"]),
)
