"""One row per customer with a plausible age and a name."""

from __future__ import annotations

from jobs.lakehouse.comparison import refers, rows_within
from jobs.lakehouse.expectation import critical, warning

EXPECTATIONS = (
    critical("expect_column_values_to_be_between", column="age_years", min_value=0, max_value=120, mostly=0.999),
    critical("expect_column_values_to_be_between", column="customer_count", min_value=1, max_value=10),
    warning("expect_column_values_to_not_be_null", column="full_name", mostly=0.99),
)
ACROSS = (refers("party_id", to="silver.party_xref.party_id"),)
ACROSS_DAYS = (rows_within(0.9, 1.1),)
