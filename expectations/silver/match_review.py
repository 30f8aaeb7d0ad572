"""What waits is a pair of two records, and no more of them than people can decide."""

from __future__ import annotations

from pyspark.sql import functions as F

from jobs.lakehouse.expectation import RowRule, reject, warning

# What two persons can decide in a week; more means that the thresholds of the model, or a source, have moved.
MOST_WAITING = 2_000
EXPECTATIONS = (warning("expect_table_row_count_to_be_between", max_value=MOST_WAITING),)


def row_rules() -> tuple[RowRule, ...]:
    """What no pair may be."""
    return (
        reject("SAME_RECORD", F.col("left_record_id") >= F.col("right_record_id"), "the smaller id is not on the left"),
    )
