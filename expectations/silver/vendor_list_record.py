"""An entry names somebody whom the bank can look for, and its days come in order; few are taken off again."""

from __future__ import annotations

from pyspark.sql import functions as F

from jobs.lakehouse.expectation import RowRule, reject, warning

EXPECTATIONS = (warning("expect_column_values_to_be_null", column="removed_date", mostly=0.5),)


def row_rules() -> tuple[RowRule, ...]:
    """Rows that no reader may meet."""
    is_nobody = F.coalesce("id_number", "mobile_phone").isNull()
    return (
        reject("NO_SUBJECT", is_nobody, "the subject is no valid identity number or telephone"),
        reject("ENDS_BEFORE_LISTED", F.col("last_date") < F.col("listed_date"), "its last day is before its first"),
        reject(
            "REMOVED_BEFORE_LISTED",
            F.col("removed_date") < F.col("listed_date"),
            "the entry is taken off before it is listed",
        ),
    )
