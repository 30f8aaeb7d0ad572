"""Amounts, rate and term of a loan are possible."""

from __future__ import annotations

from pyspark.sql import functions as F

from jobs.lakehouse.expectation import RowRule, critical, reject, warning

EXPECTATIONS = (
    critical("expect_column_values_to_be_between", column="term_months", min_value=1, max_value=360),
    warning("expect_column_values_to_be_between", column="annual_rate", min_value=0, max_value=0.36, mostly=0.99),
)


def row_rules() -> tuple[RowRule, ...]:
    """Rows that no reader may meet."""
    return (
        reject("PRINCIPAL_NOT_POSITIVE", F.col("principal_amount") <= 0, "the principal is not positive"),
        reject(
            "OWES_MORE_THAN_LENT",
            F.col("outstanding_amount") > F.col("principal_amount"),
            "more is owed than was lent",
        ),
    )
