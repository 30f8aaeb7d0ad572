"""A vintage never loses loans to bad ones, and no month of a consumer portfolio is half bad."""

from __future__ import annotations

from jobs.lakehouse.comparison import rows_within
from jobs.lakehouse.expectation import critical, warning

EXPECTATIONS = (
    critical("expect_column_values_to_be_between", column="bad_rate", min_value=0, max_value=1),
    critical("expect_column_values_to_be_between", column="on_book_months", min_value=1, max_value=24),
    critical("expect_column_values_to_be_between", column="observed_count", min_value=1),
    critical("expect_column_values_to_be_between", column="bad_count", min_value=0),
    critical("expect_column_values_to_be_between", column="bad_amount", min_value=0),
    warning("expect_column_values_to_be_between", column="bad_rate", max_value=0.5, mostly=0.98),
)
# The past does not vanish: as many months of origination are there as before, or one more.
ACROSS_DAYS = (rows_within(0.98, 1.5),)
