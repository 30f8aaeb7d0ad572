"""Levels of the vendor's scale, and a match rate that the bank is used to."""

from __future__ import annotations

from jobs.lakehouse.expectation import critical, warning

EXPECTATIONS = (
    critical("expect_column_values_to_be_between", column="local_life_spend_level", min_value=1, max_value=5),
    warning("expect_column_values_to_be_in_set", column="has_telecom_profile", value_set=[True], mostly=0.5),
)
