"""Every person who is a customer has a score and a level."""

from __future__ import annotations

from jobs.lakehouse.comparison import same_rows
from jobs.lakehouse.expectation import critical

EXPECTATIONS = (
    critical("expect_column_values_to_be_between", column="score", min_value=300, max_value=900),
    critical("expect_column_values_to_be_between", column="pd_rate", min_value=0, max_value=1),
)
ACROSS = (same_rows(of="gold.credit_score"),)
