"""Closed accounts have a closing day that is not before the opening."""

from __future__ import annotations

from pyspark.sql import functions as F

from jobs.lakehouse.expectation import RowRule, reject, warning

EXPECTATIONS = (
    warning(
        "expect_column_values_to_be_between",
        column="balance_amount",
        min_value=-1000000000,
        max_value=1000000000000,
    ),
)


def row_rules() -> tuple[RowRule, ...]:
    """Rows that no reader may meet."""
    return (
        reject(
            "CLOSED_BEFORE_OPENED",
            F.col("closed_date") < F.col("opened_date"),
            "the account closes before it opens",
        ),
    )
