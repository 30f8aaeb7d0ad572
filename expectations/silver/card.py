"""Cards are valid after they are issued, and only credit cards have a limit."""

from __future__ import annotations

from pyspark.sql import functions as F

from jobs.lakehouse.comparison import refers
from jobs.lakehouse.expectation import RowRule, critical, reject

EXPECTATIONS = (
    critical("expect_column_values_to_match_regex", column="masked_card_number", regex="^[0-9]{6}[*]+[0-9]{4}$"),
)
ACROSS = (
    refers("customer_id", to="silver.customer.customer_id", mostly=0.99),
    refers("account_id", to="silver.account.account_id", mostly=0.99),
)


def row_rules() -> tuple[RowRule, ...]:
    """Rows that no reader may meet."""
    return (
        reject(
            "EXPIRED_BEFORE_ISSUED",
            F.col("expiry_date") < F.col("issued_date"),
            "the card expires before it is issued",
        ),
        reject("NEGATIVE_LIMIT", F.col("credit_limit_amount") < 0, "the credit limit is negative"),
    )
