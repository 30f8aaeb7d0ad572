"""Every interval names a party.

No row is sent to quarantine here: a key that is missing in a day's snapshot counts as gone on that day.
"""

from __future__ import annotations

from jobs.lakehouse.expectation import critical

EXPECTATIONS = (critical("expect_column_values_to_match_regex", column="party_id", regex="^P[0-9a-f]{20}$"),)
