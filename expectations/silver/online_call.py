"""Nearly every online call ends, and is allowed: more open calls mean that a supplier or an application is broken."""

from __future__ import annotations

from jobs.lakehouse.expectation import warning

EXPECTATIONS = (
    warning("expect_column_values_to_not_be_in_set", column="outcome_code", value_set=["UNKNOWN"], mostly=0.99),
    warning("expect_column_values_to_be_in_set", column="is_refused", value_set=[False], mostly=0.9),
)
