"""What a history of customers is asked about is known of nearly all of them."""

from __future__ import annotations

from jobs.lakehouse.expectation import warning

EXPECTATIONS = (
    warning("expect_column_values_to_not_be_null", column="monthly_income_amount", mostly=0.95),
    warning("expect_column_values_to_not_be_null", column="customer_grade_code", mostly=0.95),
)
