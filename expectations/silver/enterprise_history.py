"""What a history of enterprises is asked about is told for nearly all of them."""

from __future__ import annotations

from jobs.lakehouse.expectation import warning

EXPECTATIONS = (
    warning("expect_column_values_to_not_be_null", column="enterprise_type_name", mostly=0.9),
    warning("expect_column_values_to_be_in_set", column="is_credit_code_valid", value_set=[True], mostly=0.99),
)
