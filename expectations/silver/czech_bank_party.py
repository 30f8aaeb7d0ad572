"""Every birth number tells a day and a gender, and nobody has a Chinese identity number."""

from __future__ import annotations

from pyspark.sql import functions as F

from jobs.lakehouse.expectation import RowRule, critical, reject, warning

EXPECTATIONS = (
    critical("expect_column_values_to_be_null", column="id_number"),
    warning("expect_column_values_to_not_be_null", column="address_text", mostly=0.99),
)


def row_rules() -> tuple[RowRule, ...]:
    """Rows that no reader may meet."""
    return (
        reject("NO_BIRTH_DATE", F.col("birth_date").isNull(), "the birth number is missing"),
        reject("NO_GENDER", F.col("gender_code").isNull(), "the birth number tells no gender"),
    )
