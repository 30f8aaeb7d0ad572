"""Every organisation among the parties, once; judgments of a year are among all of them."""

from __future__ import annotations

from jobs.lakehouse.comparison import refers
from jobs.lakehouse.expectation import critical

EXPECTATIONS = (
    critical(
        "expect_column_pair_values_a_to_be_greater_than_b",
        column_A="judgment_count",
        column_B="judgment_365_days_count",
        or_equal=True,
    ),
    critical("expect_column_values_to_be_between", column="judgment_amount", min_value=0),
)
ACROSS = (
    refers("party_id", to="silver.party.party_id"),
    refers("register_record_id", to="silver.party_xref.record_id"),
)
