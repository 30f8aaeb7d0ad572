"""Several records share a party, never the other way round."""

from __future__ import annotations

from jobs.lakehouse.expectation import critical

CHINESE = {"row_condition": "source_system_code <> 'czech_bank'", "condition_parser": "spark"}
EXPECTATIONS = (
    critical("expect_column_values_to_match_regex", column="party_id", regex="^P[0-9a-f]{20}$"),
    critical(
        "expect_column_values_to_be_in_set",
        column="match_rule_code",
        value_set=["ID_NUMBER"],
        mostly=0.8,
        **CHINESE,
    ),
)
