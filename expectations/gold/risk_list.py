"""Every entry has reason, evidence, validity and review; sanctions alone name nobody the bank knows."""

from __future__ import annotations

from jobs.lakehouse.comparison import refers
from jobs.lakehouse.expectation import critical, warning

EXPECTATIONS = (
    critical(
        "expect_column_pair_values_a_to_be_greater_than_b",
        column_A="valid_to_date",
        column_B="valid_from_date",
    ),
    warning("expect_column_values_to_not_be_null", column="subject_name", mostly=0.99),
    critical(
        "expect_column_values_to_match_regex",
        column="entry_id",
        regex="^(DISHONEST_DEBTOR|COURT_JUDGMENT|LOAN_OVERDUE_90|SANCTION):.+$",
    ),
)
ACROSS = (refers("party_id", to="silver.party_xref.party_id"),)
