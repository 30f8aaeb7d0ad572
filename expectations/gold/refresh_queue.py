"""Everybody who may be asked about has one place, and whoever is due is told so."""

from __future__ import annotations

from pyspark.sql import functions as F

from jobs.lakehouse.comparison import refers
from jobs.lakehouse.expectation import RowRule, reject, warning

EXPECTATIONS = (
    # Two parties of one number: people decide who they are; whoever comes second is passed over.
    warning("expect_column_values_to_be_unique", column="subject_token"),
    # Somebody is asked about too late: the lanes ask for fewer than become due.
    warning(
        "expect_column_values_to_be_in_set", column="state_code", value_set=["DONE", "WAITING", "DUE"], mostly=0.98
    ),
)
ACROSS = (refers("party_id", to="gold.customer_profile.party_id"),)


def row_rules() -> tuple[RowRule, ...]:
    """Rows that no reader may meet."""
    is_due = F.col("state_code").isin("DUE", "LATE")
    return (
        reject("PLACE_OF_STATE", is_due != F.col("place_number").isNotNull(), "a place and a state that do not agree"),
        reject("DUE_BEFORE_PAID", F.col("due_date") <= F.col("refreshed_date"), "data is due on the day that it came"),
    )
