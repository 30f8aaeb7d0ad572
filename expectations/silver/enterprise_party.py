"""Only organisations come from the register, each under its own number."""

from __future__ import annotations

from pyspark.sql import functions as F

from jobs.lakehouse.comparison import refers
from jobs.lakehouse.expectation import RowRule, reject

EXPECTATIONS = ()
ACROSS = (refers("source_record_id", to="silver.enterprise.credit_code"),)


def row_rules() -> tuple[RowRule, ...]:
    """What no record of the register may be."""
    is_firm = F.col("party_type_code") == "ORGANISATION"
    return (reject("NOT_AN_ORGANISATION", ~is_firm, "a record of the register is no organisation"),)
