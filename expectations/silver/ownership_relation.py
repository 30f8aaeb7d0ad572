"""Nobody owns itself: such a relation would send everyone who climbs to the ultimate owner in a circle."""

from __future__ import annotations

from pyspark.sql import functions as F

from jobs.lakehouse.expectation import RowRule, reject, warning

EXPECTATIONS = (
    warning("expect_table_row_count_to_be_between", min_value=300000, max_value=1000000),
    warning("expect_column_values_to_not_be_null", column="is_active", mostly=0.9),
)


def row_rules() -> tuple[RowRule, ...]:
    """Rows that no reader may meet."""
    owns_itself = F.col("child_entity_id") == F.col("parent_entity_id")
    return (reject("OWNS_ITSELF", owns_itself, "child and parent are one entity"),)
