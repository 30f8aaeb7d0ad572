"""Few answers of the telecom vendor are about people without a consent: more means that the wrong people are asked."""

from __future__ import annotations

from jobs.lakehouse.expectation import warning

EXPECTATIONS = (warning("expect_column_values_to_be_in_set", column="is_refused", value_set=[False], mostly=0.9),)
