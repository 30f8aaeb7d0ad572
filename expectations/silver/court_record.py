"""A record is published before it is removed, and most name a person by number."""

from __future__ import annotations

from pyspark.sql import functions as F

from jobs.lakehouse.expectation import RowRule, reject, warning

EXPECTATIONS = (warning("expect_column_values_to_not_be_null", column="id_number", mostly=0.8),)


def row_rules() -> tuple[RowRule, ...]:
    """Rows that no reader may meet."""
    return (
        reject(
            "REMOVED_BEFORE_PUBLISHED",
            F.col("removed_date") < F.col("published_date"),
            "the entry is removed before it is published",
        ),
        reject("NEGATIVE_AMOUNT", F.col("judgment_amount") < 0, "the judgment amount is negative"),
    )
