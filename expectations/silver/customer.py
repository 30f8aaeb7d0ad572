"""Means and tenure of a customer number are plausible."""

from __future__ import annotations

from pyspark.sql import functions as F

from jobs.lakehouse.expectation import RowRule, reject, warning

EXPECTATIONS = (
    warning(
        "expect_column_values_to_be_between",
        column="monthly_income_amount",
        min_value=0,
        max_value=10000000,
        mostly=0.999,
    ),
    warning(
        "expect_column_values_to_be_between",
        column="employment_months",
        min_value=0,
        max_value=720,
        mostly=0.999,
    ),
)


def row_rules() -> tuple[RowRule, ...]:
    """Rows that no reader may meet."""
    return (
        reject("NEGATIVE_INCOME", F.col("monthly_income_amount") < 0, "the monthly income is negative"),
        reject("NEGATIVE_EMPLOYMENT", F.col("employment_months") < 0, "the months of employment are negative"),
    )
