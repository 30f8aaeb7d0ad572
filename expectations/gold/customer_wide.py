"""One row per customer with plausible ages, counts and sums."""

from __future__ import annotations

from jobs.lakehouse.comparison import refers, rows_within, same_sum
from jobs.lakehouse.expectation import critical, warning

EXPECTATIONS = (
    critical("expect_column_values_to_be_between", column="age_years", min_value=0, max_value=120, mostly=0.999),
    critical("expect_column_values_to_be_between", column="customer_count", min_value=1, max_value=10),
    critical("expect_column_values_to_be_between", column="local_life_spend_level", min_value=1, max_value=5),
    critical("expect_column_values_to_be_between", column="worst_days_past_due", min_value=0),
    critical("expect_column_values_to_be_between", column="overdue_amount", min_value=0),
    warning("expect_column_values_to_not_be_null", column="full_name", mostly=0.99),
    warning("expect_column_values_to_be_in_set", column="has_telecom_profile", value_set=[True], mostly=0.5),
)
# What the bank owes and is owed is all there: joining by party loses no account and doubles none.
ACROSS = (
    same_sum("balance_amount", of="silver.account.balance_amount", within=0.001),
    same_sum("loan_outstanding_amount", of="silver.loan.outstanding_amount", within=0.001),
    refers("party_id", to="silver.party_xref.party_id"),
)
ACROSS_DAYS = (rows_within(0.9, 1.1),)
