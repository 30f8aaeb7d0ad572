"""Outcomes are plausible: the bad rate of a consumer portfolio is neither nothing nor a half."""

from __future__ import annotations

from jobs.gold.loan_outcome import FIRM_PRODUCT
from jobs.lakehouse.comparison import refers, same_rows, same_sum
from jobs.lakehouse.expectation import critical, warning

EXPECTATIONS = (
    critical("expect_column_values_to_be_between", column="worst_days_past_due", min_value=0, max_value=366),
    critical("expect_column_values_to_be_between", column="principal_amount", min_value=0.01),
    warning("expect_column_values_to_be_between", column="age_years", min_value=16, max_value=100, mostly=0.999),
    critical("expect_column_values_to_be_between", column="local_life_spend_level", min_value=1, max_value=5),
    critical("expect_column_values_to_be_in_set", column="is_bad", value_set=[False], mostly=0.5),
)
TO_PERSONS = f"product_code <> '{FIRM_PRODUCT}'"
# A borrower in quarantine is no party; a hundredth of them is a wrong extract, as silver.loan says.
ACROSS = (
    same_rows(of="silver.loan", within=0.01, where=TO_PERSONS),
    same_sum("principal_amount", of="silver.loan.principal_amount", within=0.01, where=TO_PERSONS),
    refers("party_id", to="silver.party_xref.party_id"),
)
