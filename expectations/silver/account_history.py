"""Each account has a holder of core banking.

No row is sent to quarantine here: a key that is missing in a day's snapshot counts as gone on that day.
"""

from __future__ import annotations

from jobs.lakehouse.expectation import warning

EXPECTATIONS = (
    warning("expect_column_values_to_match_regex", column="customer_id", regex="^C[0-9]{9}$", mostly=0.999),
)
