"""Joined pairs have no reason against them, all others have one; a weight stands where the model spoke."""

from __future__ import annotations

from pyspark.sql import functions as F

from jobs.lakehouse.comparison import refers
from jobs.lakehouse.expectation import RowRule, critical, reject

EXPECTATIONS = (
    critical(
        "expect_column_pair_values_a_to_be_greater_than_b",
        column_A="right_record_id",
        column_B="left_record_id",
    ),
)
ACROSS = (
    refers("left_record_id", to="silver.match_record.record_id"),
    refers("right_record_id", to="silver.match_record.record_id"),
)


def row_rules() -> tuple[RowRule, ...]:
    """Rows that no reader may meet."""
    is_joined, has_reason = F.col("outcome_code") == "JOINED", F.col("reason_code").isNotNull()
    is_scored, has_weight = F.col("link_rule_code") == "MODEL", F.col("match_weight").isNotNull()
    return (
        reject("REASON_OF_JOINED", is_joined == has_reason, "a joined pair has a reason, or another has none"),
        reject("WEIGHT_OF_RULE", is_scored != has_weight, "a scored pair has no weight, or another rule has one"),
    )
