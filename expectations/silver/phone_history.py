"""Most telephones belong to one record; where many share one, the source fills in a number of its own."""

from __future__ import annotations

from jobs.lakehouse.expectation import warning

EXPECTATIONS = (
    warning("expect_column_proportion_of_unique_values_to_be_between", column="mobile_phone", min_value=0.5),
)
