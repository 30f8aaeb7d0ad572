"""Most persons of court records are told apart by an identity number; a firm has none, a person no credit code."""

from __future__ import annotations

from pyspark.sql import functions as F

from jobs.lakehouse.expectation import RowRule, reject, warning, where

PERSONS = where("party_type_code = 'PERSON'")
EXPECTATIONS = (
    warning("expect_column_values_to_not_be_null", column="id_number", mostly=0.9, **PERSONS),
    warning("expect_column_values_to_not_be_null", column="full_name", mostly=0.999),
)


def row_rules() -> tuple[RowRule, ...]:
    """Rows that no reader may meet."""
    is_firm = F.col("party_type_code") == "ORGANISATION"
    is_mixed = F.when(is_firm, F.col("id_number").isNotNull()).otherwise(F.col("credit_code").isNotNull())
    return (
        reject("NUMBER_OF_ANOTHER_KIND", is_mixed, "a firm with an identity number or a person with a credit code"),
    )
