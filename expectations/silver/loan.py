"""Amounts, rate and term of a loan are possible; four of five applicants were known to the telecom vendor."""

from __future__ import annotations

from pyspark.sql import functions as F

from jobs.lakehouse.comparison import mean_within, newest_within, refers
from jobs.lakehouse.expectation import RowRule, critical, reject, warning

EXPECTATIONS = (
    warning("expect_column_values_to_be_between", column="annual_rate", min_value=0, max_value=0.36, mostly=0.99),
    critical(
        "expect_column_values_to_be_between",
        column="applied_local_life_spend_level",
        min_value=1,
        max_value=5,
    ),
    warning("expect_column_values_to_not_be_null", column="applied_telecom_tenure_months", mostly=0.6),
)
ACROSS = (refers("customer_id", to="silver.customer.customer_id", mostly=0.99),)
# A month in which nothing was lent is a feed that stands still.
ACROSS_DAYS = (mean_within("principal_amount"), newest_within("originated_date", days=31))


def row_rules() -> tuple[RowRule, ...]:
    """Rows that no reader may meet."""
    return (
        reject("PRINCIPAL_NOT_POSITIVE", F.col("principal_amount") <= 0, "the principal is not positive"),
        reject("TERM_NOT_POSITIVE", F.col("term_months") <= 0, "the term is not positive"),
        reject("NEGATIVE_RATE", F.col("annual_rate") < 0, "the annual rate is negative"),
    )
