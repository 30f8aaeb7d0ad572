"""A consent is withdrawn after it was given, and nearly every one belongs to a person with a readable number."""

from __future__ import annotations

from pyspark.sql import functions as F

from jobs.lakehouse.comparison import refers
from jobs.lakehouse.expectation import RowRule, reject, warning

EXPECTATIONS = (warning("expect_column_values_to_not_be_null", column="id_number", mostly=0.98),)
ACROSS = (refers("customer_id", to="silver.customer.customer_id", mostly=0.99, severity="warning"),)


def row_rules() -> tuple[RowRule, ...]:
    """Rows that no reader may meet."""
    return (
        reject(
            "WITHDRAWN_BEFORE_GIVEN",
            F.col("withdrawn_date") < F.col("given_date"),
            "the consent is withdrawn before it is given",
        ),
    )
