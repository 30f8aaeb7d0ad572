"""A watch that has lost its customers or its training sample watches nothing."""

from __future__ import annotations

from jobs.lakehouse.comparison import adds_up
from jobs.lakehouse.expectation import critical, warning

EXPECTATIONS = (
    critical("expect_column_values_to_be_between", column="customer_rate", min_value=0, max_value=1),
    critical("expect_column_values_to_be_between", column="expected_default_rate", min_value=0, max_value=1),
    critical("expect_column_values_to_be_between", column="cumulative_pass_rate", min_value=0, max_value=1),
    critical("expect_column_values_to_be_between", column="cumulative_bad_rate", min_value=0, max_value=1),
    critical("expect_column_values_to_be_between", column="customer_stability_index", min_value=0),
    critical(
        "expect_column_pair_values_a_to_be_greater_than_b",
        column_A="closed_count",
        column_B="closed_bad_count",
        or_equal=True,
    ),
    # A version of before the training rows were kept, or customers that another version has scored.
    warning("expect_column_values_to_not_be_null", column="customer_stability_index"),
    warning(
        "expect_column_distinct_values_to_be_in_set", column="calibration_code", value_set=["HOLDS", "NOT_ENOUGH_DATA"]
    ),
)
ACROSS = (adds_up("customer_rate", to=1, in_each=("model_version",), severity="warning"),)
