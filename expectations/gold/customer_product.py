"""What the bank owes and is owed is there, but for holders in quarantine: joining by party doubles none."""

from __future__ import annotations

from jobs.lakehouse.comparison import same_sum
from jobs.lakehouse.expectation import critical

EXPECTATIONS = (
    critical("expect_column_values_to_be_between", column="negative_balance_amount", max_value=0),
    critical("expect_column_values_to_be_between", column="credit_limit_amount", min_value=0),
)
# A holder in quarantine is no party; silver.account and silver.loan bear a hundredth of such rows, and so does the sum.
ACROSS = (
    same_sum("balance_amount", of="silver.account.balance_amount", within=0.01),
    same_sum("loan_outstanding_amount", of="silver.loan.outstanding_amount", within=0.01),
)
