"""Almost every code of 18 characters passes its check digit; one that fails stays, real ones do."""

from __future__ import annotations

from jobs.lakehouse.expectation import warning

EXPECTATIONS = (
    warning("expect_column_values_to_be_in_set", column="is_credit_code_valid", value_set=[True], mostly=0.99),
    warning("expect_column_values_to_not_be_null", column="registered_date", mostly=0.95),
    warning("expect_column_values_to_be_between", column="registered_capital_amount", min_value=0, mostly=0.999),
)
