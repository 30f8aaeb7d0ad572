"""A telephone belongs to a record that says so, and passes on only with evidence and to somebody who is told."""

from __future__ import annotations

from pyspark.sql import functions as F

from jobs.lakehouse.expectation import RowRule, reject, warning

EXPECTATIONS = (warning("expect_column_values_to_be_in_set", column="is_recycled", value_set=[False], mostly=0.9),)


def row_rules() -> tuple[RowRule, ...]:
    """Rows that no reader may meet."""
    is_told = F.col("successor_record_id").isNotNull() & F.col("evidence_code").isNotNull()
    return (
        reject("PASSED_UNPROVEN", F.col("is_recycled") & ~is_told, "the number passed on, and nobody says to whom"),
        reject("PASSED_UNENDED", F.col("is_recycled") & F.col("valid_to_date").isNull(), "it passed on without an end"),
    )
