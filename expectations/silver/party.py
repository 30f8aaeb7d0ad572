"""One row per party of the cross-reference; no value is shown that no record of a party said."""

from __future__ import annotations

from jobs.lakehouse.comparison import refers, rows_within
from jobs.lakehouse.expectation import critical, warning, where

CUSTOMERS = where("has_customer_record = true")
# A code is said by somebody in any case; these would give an invented value away.
TELLING = ("full_name", "id_number", "mobile_phone", "address_text")
EXPECTATIONS = (
    critical("expect_column_values_to_be_between", column="record_count", min_value=1),
    critical("expect_column_values_to_be_between", column="source_count", min_value=1),
    warning("expect_column_values_to_not_be_null", column="full_name", mostly=0.99, **CUSTOMERS),
)
ACROSS = (
    refers("party_id", to="silver.party_xref.party_id"),
    *(refers(name, to="silver.party_value.value_text") for name in TELLING),
    refers("full_name_record_id", to="silver.party_value.record_id"),
)
ACROSS_DAYS = (rows_within(0.9, 1.1),)
