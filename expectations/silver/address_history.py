"""Nearly every record that names a place says in which county it lies."""

from __future__ import annotations

from jobs.lakehouse.expectation import warning

EXPECTATIONS = (
    warning("expect_column_values_to_not_be_null", column="address_text", mostly=0.95),
    warning("expect_column_values_to_not_be_null", column="division_code", mostly=0.9),
)
