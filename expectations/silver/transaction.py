"""The direction carries the sign, so an amount is always positive."""

from __future__ import annotations

from pyspark.sql import functions as F

from jobs.lakehouse.comparison import newest_within, refers
from jobs.lakehouse.expectation import RowRule, critical, reject, warning

EXPECTATIONS = (
    critical("expect_column_values_to_be_between", column="amount", min_value=0.01),
    warning("expect_column_values_to_not_be_null", column="counterparty_name", mostly=0.5),
)
ACROSS = (refers("account_id", to="silver.account.account_id", mostly=0.99),)
# Holidays last a week.
ACROSS_DAYS = (newest_within("posted_date", days=8),)


def row_rules() -> tuple[RowRule, ...]:
    """Rows that no reader may meet."""
    return (reject("AMOUNT_NOT_POSITIVE", F.col("amount") <= 0, "the amount is not positive"),)
