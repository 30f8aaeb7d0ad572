"""What a table of credit scores must keep, whatever model made it."""

from __future__ import annotations

from jobs.lakehouse.comparison import mean_within, refers, same_rows
from jobs.lakehouse.expectation import critical, warning

EXPECTATIONS = (
    critical("expect_column_values_to_be_between", column="score", min_value=300, max_value=900),
    critical("expect_column_values_to_be_between", column="pd_rate", min_value=0, max_value=1),
    critical("expect_column_values_to_be_between", column="band_number", min_value=1, max_value=10),
    critical("expect_column_distinct_values_to_be_in_set", column="model_name", value_set=["credit_score"]),
    warning("expect_column_unique_value_count_to_be_between", column="model_version", min_value=1, max_value=1),
    # Only what cost points is a reason, so the best customers have fewer; those who are refused have three and more.
    warning("expect_column_values_to_not_be_null", column="reason_3_code", mostly=0.95),
    # Two failures of scoring: everybody alike (an input went missing), nobody passes (the scale moved).
    warning("expect_column_unique_value_count_to_be_between", column="score", min_value=20),
    warning("expect_column_distinct_values_to_contain_set", column="zone_code", value_set=["PASS", "REJECT"]),
    # Far outside, the inputs changed their unit or their source rather than the customers their behaviour.
    warning("expect_column_mean_to_be_between", column="score", min_value=420, max_value=640),
)
ACROSS = (same_rows(of="gold.customer_profile"), refers("party_id", to="gold.customer_profile.party_id"))
# A population drifts over months; a mean that jumps overnight is an input that changed.
ACROSS_DAYS = (mean_within("score"),)
