"""Several records share a party, never the other way round, and no record is lost."""

from __future__ import annotations

from jobs.lakehouse.comparison import refers, same_rows
from jobs.lakehouse.expectation import critical

EXPECTATIONS = (
    critical("expect_column_values_to_match_regex", column="party_id", regex="^P[0-9a-f]{20}$"),
    # A handful of records make a party; where far more do, something joins what only looks alike.
    critical("expect_column_proportion_of_unique_values_to_be_between", column="party_id", min_value=0.2),
)
ACROSS = (
    same_rows(of="silver.match_record"),
    refers("record_id", to="silver.match_record.record_id"),
)
