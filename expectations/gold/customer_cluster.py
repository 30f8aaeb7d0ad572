"""Every customer belongs to one cluster, and the clusters are used."""

from __future__ import annotations

from jobs.lakehouse.comparison import same_rows
from jobs.lakehouse.expectation import critical, warning

EXPECTATIONS = (
    critical("expect_column_values_to_be_between", column="centre_distance", min_value=0),
    # Everybody alike: an input went missing.
    warning("expect_column_unique_value_count_to_be_between", column="cluster_code", min_value=2),
    warning("expect_column_unique_value_count_to_be_between", column="model_version", min_value=1, max_value=1),
)
ACROSS = (same_rows(of="gold.customer_wide"),)
