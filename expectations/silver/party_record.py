"""A party record without an identity number cannot be joined to any other."""

from __future__ import annotations

from jobs.lakehouse.expectation import critical, warning

EXPECTATIONS = (
    critical("expect_column_values_to_not_be_null", column="id_number", mostly=0.8),
    warning("expect_column_values_to_not_be_null", column="full_name", mostly=0.999),
)
