"""Most persons of court records are told apart by an identity number."""

from __future__ import annotations

from jobs.lakehouse.expectation import warning

EXPECTATIONS = (
    warning("expect_column_values_to_not_be_null", column="id_number", mostly=0.9),
    warning("expect_column_values_to_not_be_null", column="full_name", mostly=0.999),
)
