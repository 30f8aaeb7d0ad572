"""One row per firm that is a customer, of an age and a size that a firm can have."""

from __future__ import annotations

from jobs.lakehouse.comparison import refers, rows_within
from jobs.lakehouse.expectation import critical, warning

EXPECTATIONS = (
    critical("expect_column_values_to_be_between", column="customer_count", min_value=1, max_value=10),
    critical("expect_column_values_to_be_between", column="enterprise_years", min_value=0, max_value=500, mostly=0.99),
    warning("expect_column_values_to_not_be_null", column="industry_code", mostly=0.9),
    warning("expect_column_values_to_be_between", column="employee_count", min_value=0, max_value=5000000),
)
ACROSS = (
    refers("party_id", to="silver.party_xref.party_id"),
    refers("industry_code", to="silver.industry.industry_code"),
)
ACROSS_DAYS = (rows_within(0.9, 1.1),)
