"""A loan without interest of its own: the instalments add up to the principal."""

from __future__ import annotations

from pyspark.sql import functions as F

from jobs.lakehouse.expectation import RowRule, reject, warning

EXPECTATIONS = (warning("expect_column_values_to_be_in_set", column="term_months", value_set=[12, 24, 36, 48, 60]),)


def row_rules() -> tuple[RowRule, ...]:
    """Rows that no reader may meet."""
    planned = F.col("term_months") * F.col("instalment_amount")
    return (
        reject("PRINCIPAL_NOT_POSITIVE", F.col("principal_amount") <= 0, "the principal is not positive"),
        reject("PLAN_DOES_NOT_ADD_UP", planned != F.col("principal_amount"), "the instalments are not the principal"),
    )
