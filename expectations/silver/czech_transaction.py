"""Amounts are positive; the direction says which way."""

from __future__ import annotations

from pyspark.sql import functions as F

from jobs.lakehouse.expectation import RowRule, reject, warning

EXPECTATIONS = (warning("expect_column_values_to_not_be_null", column="operation_code", mostly=0.7),)


def row_rules() -> tuple[RowRule, ...]:
    """Rows that no reader may meet."""
    return (reject("AMOUNT_NOT_POSITIVE", F.col("amount") <= 0, "the amount is not positive"),)
