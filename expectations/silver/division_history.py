"""A code stands for a name for some time; tens of thousands of such spans are known."""

from __future__ import annotations

from pyspark.sql import functions as F

from jobs.lakehouse.expectation import RowRule, reject, warning

EXPECTATIONS = (warning("expect_table_row_count_to_be_between", min_value=10000, max_value=40000),)


def row_rules() -> tuple[RowRule, ...]:
    """Rows that no reader may meet."""
    is_empty = F.col("valid_to_date") <= F.col("valid_from_date")
    return (reject("EMPTY_SPAN", is_empty, "the span ends before it begins"),)
