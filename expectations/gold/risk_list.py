"""Nothing that ended or is overridden counts, and everything that counts has evidence and two persons."""

from __future__ import annotations

from pyspark.sql import functions as F

from expectations.silver.risk_list_entry import NAMED
from jobs.lakehouse.comparison import refers
from jobs.lakehouse.expectation import RowRule, reject, warning
from jobs.lakehouse.person_column import person

EXPECTATIONS = (warning("expect_column_values_to_not_be_null", column="subject_name", mostly=0.99, **NAMED),)
ACROSS = (refers("entry_id", to="silver.risk_list_entry.entry_id"),)


def row_rules() -> tuple[RowRule, ...]:
    """What no active row may be."""
    is_over = F.col("ended_date").isNotNull() | F.coalesce(F.col("appeal_state_code") == "UPHELD", F.lit(False))
    author, approver = person("proposed_by_name"), person("approved_by_name")
    return (
        reject("ENDED_ACTIVE", F.col("is_active") & is_over, "it ended, or an appeal was upheld, and it still counts"),
        reject("OVERRIDDEN_ACTIVE", F.col("is_active") & F.col("overriding_entry_id").isNotNull(), "it is overridden"),
        reject("NO_EVIDENCE", F.trim("evidence_reference") == "", "nothing says where the evidence is found"),
        reject("ONE_PERSON", author == approver, "author and approver are one person"),
    )
