"""Nothing is lost between two month ends: whatever was in a bucket is in one of them a month later."""

from __future__ import annotations

from jobs.lakehouse.comparison import adds_up
from jobs.lakehouse.expectation import critical

EXPECTATIONS = (
    critical("expect_column_values_to_be_between", column="transition_rate", min_value=0, max_value=1),
    critical("expect_column_values_to_be_between", column="moved_count", min_value=1),
    critical("expect_column_values_to_be_between", column="moved_amount", min_value=0.01),
)
ACROSS = (
    adds_up("transition_rate", to=1, in_each=("month_end_date", "product_code", "from_bucket_code", "measure_code")),
)
