"""A pair of organisations comes once, in order, of two records that exist, and is at least worth a look of people."""

from __future__ import annotations

from jobs.lakehouse.comparison import refers
from jobs.lakehouse.expectation import critical

EXPECTATIONS = (
    critical("expect_column_pair_values_a_to_be_greater_than_b", column_A="right_record_id", column_B="left_record_id"),
    critical("expect_column_values_to_be_between", column="match_probability", min_value=0.5, max_value=1.0),
    critical("expect_column_values_to_be_between", column="match_weight", min_value=0.0, max_value=120.0),
)
ACROSS = (
    refers("left_record_id", to="silver.match_record.record_id"),
    refers("right_record_id", to="silver.match_record.record_id"),
)
