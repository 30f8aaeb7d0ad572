"""A name that is alike has its weight and its words, and nobody clears a hit alone."""

from __future__ import annotations

from pyspark.sql import functions as F

from jobs.lakehouse.comparison import refers
from jobs.lakehouse.expectation import RowRule, reject, warning
from jobs.lakehouse.person_column import person

# What two persons can decide in a week; more means that a list or the policy has moved.
MOST_WAITING_SHARE = 0.5
EXPECTATIONS = (
    warning(
        "expect_column_values_to_be_in_set",
        column="outcome_code",
        value_set=["HIT", "CLEARED"],
        mostly=1 - MOST_WAITING_SHARE,
    ),
)
ACROSS = (
    refers("entry_id", to="silver.risk_list_entry.entry_id"),
    refers("record_id", to="silver.match_record.record_id"),
)


def row_rules() -> tuple[RowRule, ...]:
    """What no link may be."""
    is_named, has_weight = F.col("link_rule_code") == "NAME", F.col("match_weight").isNotNull()
    is_alone = F.col("approved_by_name").isNull() | (person("approved_by_name") == person("proposed_by_name"))
    is_told = F.col("explanation_text").isNotNull()
    return (
        reject("WEIGHT_OF_RULE", is_named != has_weight, "a name has no weight, or a number has one"),
        reject("NOT_EXPLAINED", is_named & ~is_told, "a name is not explained"),
        reject("ONE_PERSON", (F.col("outcome_code") == "CLEARED") & is_alone, "a hit is cleared by one person alone"),
    )
