"""Every customer belongs to one segment of the registry."""

from __future__ import annotations

from jobs.lakehouse.comparison import same_rows
from jobs.lakehouse.expectation import critical
from jobs.tags.registry import read_registry

EXPECTATIONS = (
    critical(
        "expect_column_values_to_be_in_set",
        column="segment_code",
        value_set=[one.code for one in read_registry().segments],
    ),
)
ACROSS = (same_rows(of="gold.customer_profile"),)
