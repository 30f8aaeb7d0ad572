"""The standard has twenty sections; only they have nothing above them."""

from __future__ import annotations

from pyspark.sql import functions as F

from jobs.lakehouse.expectation import RowRule, critical, reject, warning

EXPECTATIONS = (
    warning("expect_table_row_count_to_be_between", min_value=1700, max_value=1900),
    critical("expect_column_values_to_be_between", column="industry_level", min_value=1, max_value=4),
)


def row_rules() -> tuple[RowRule, ...]:
    """Rows that no reader may meet."""
    is_orphan = (F.col("industry_level") > 1) & F.col("parent_industry_code").isNull()
    return (reject("NO_PARENT", is_orphan, "an industry below the sections has nothing above it"),)
