"""An instalment is due after something was lent, and paid amounts are not negative."""

from __future__ import annotations

from pyspark.sql import functions as F

from jobs.lakehouse.comparison import refers
from jobs.lakehouse.expectation import RowRule, critical, reject

EXPECTATIONS = (critical("expect_column_values_to_be_between", column="instalment_number", min_value=1, max_value=600),)
ACROSS = (refers("loan_id", to="silver.loan.loan_id", mostly=0.99),)


def row_rules() -> tuple[RowRule, ...]:
    """Rows that no reader may meet."""
    return (
        reject("NEGATIVE_AMOUNT", F.col("due_amount") < 0, "the amount due is negative"),
        reject("NEGATIVE_PAYMENT", F.col("paid_amount") < 0, "the amount paid is negative"),
    )
