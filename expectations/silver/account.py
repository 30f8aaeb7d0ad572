"""Closed accounts have a closing day that is not before the opening."""

from __future__ import annotations

from pyspark.sql import functions as F

from jobs.lakehouse.comparison import mean_within, refers
from jobs.lakehouse.expectation import RowRule, reject, warning

EXPECTATIONS = (
    warning(
        "expect_column_values_to_be_between",
        column="balance_amount",
        min_value=-1000000000,
        max_value=1000000000000,
    ),
)
# One holder in quarantine must not stop the others; a hundredth of the accounts without a holder is a wrong extract.
ACROSS = (refers("customer_id", to="silver.customer.customer_id", mostly=0.99),)
ACROSS_DAYS = (mean_within("balance_amount"),)


def row_rules() -> tuple[RowRule, ...]:
    """Rows that no reader may meet."""
    return (
        reject(
            "CLOSED_BEFORE_OPENED",
            F.col("closed_date") < F.col("opened_date"),
            "the account closes before it opens",
        ),
    )
