"""Every party record is compared, and most persons by name and birth."""

from __future__ import annotations

from jobs.lakehouse.comparison import refers, same_rows
from jobs.lakehouse.expectation import critical, warning, where

PERSONS = where("party_type_code = 'PERSON'")
EXPECTATIONS = (
    critical(
        "expect_column_pair_values_a_to_be_greater_than_b",
        column_A="changed_date",
        column_B="first_seen_date",
        or_equal=True,
    ),
    warning("expect_column_values_to_not_be_null", column="birth_date", mostly=0.9, **PERSONS),
)
ACROSS = (
    same_rows(of="silver.party_record"),
    refers("record_id", to="silver.party_record.record_id"),
)
