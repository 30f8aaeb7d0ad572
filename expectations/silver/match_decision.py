"""An answer is about two records, and nobody joins two alone."""

from __future__ import annotations

from pyspark.sql import functions as F

from jobs.lakehouse.comparison import refers
from jobs.lakehouse.expectation import RowRule, reject, warning
from jobs.lakehouse.person_column import person

EXPECTATIONS = (warning("expect_column_value_lengths_to_be_between", column="reason_text", min_value=3),)
# A record that its source no longer sends: the answer about it is kept, and decides nothing.
ACROSS = (
    refers("left_record_id", to="silver.party_record.record_id", mostly=0.95, severity="warning"),
    refers("right_record_id", to="silver.party_record.record_id", mostly=0.95, severity="warning"),
)


def row_rules() -> tuple[RowRule, ...]:
    """What no decision may say."""
    is_alone = F.col("approved_by_name").isNull() | (person("approved_by_name") == person("proposed_by_name"))
    return (
        reject("SAME_RECORD", F.col("left_record_id") == F.col("right_record_id"), "both records are the same one"),
        reject(
            "ONE_PERSON",
            (F.col("decision_code") == "SAME") & is_alone,
            "two records are said to be the same by one person alone",
        ),
    )
