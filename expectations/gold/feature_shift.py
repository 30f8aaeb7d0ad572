"""A watch that has lost a variable or its training sample watches nothing."""

from __future__ import annotations

from jobs.lakehouse.comparison import adds_up
from jobs.lakehouse.expectation import critical, warning

EXPECTATIONS = (
    critical("expect_column_values_to_be_between", column="training_rate", min_value=0, max_value=1),
    critical("expect_column_values_to_be_between", column="applicant_rate", min_value=0, max_value=1),
    critical("expect_column_values_to_be_between", column="stability_index", min_value=0),
    warning("expect_column_values_to_not_be_null", column="stability_index"),  # three months without a loan
)
ACROSS = (
    adds_up("training_rate", to=1, in_each=("model_version", "feature_name")),
    adds_up("applicant_rate", to=1, in_each=("model_version", "feature_name"), severity="warning"),
)
