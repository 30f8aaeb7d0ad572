"""Every value is one that a party record says, and each field of a party shows one of them."""

from __future__ import annotations

from jobs.lakehouse.comparison import refers
from jobs.lakehouse.expectation import critical, warning

EXPECTATIONS = (
    critical("expect_column_values_to_match_regex", column="value_text", regex=r"\S"),
    warning("expect_column_values_to_be_in_set", column="is_valid", value_set=[True], mostly=0.95),
)
ACROSS = (
    refers("record_id", to="silver.party_record.record_id"),
    refers("party_id", to="silver.party_xref.party_id"),
)
