"""An event names two different parties where two took part, and no second one otherwise."""

from __future__ import annotations

from pyspark.sql import functions as F

from jobs.lakehouse.expectation import RowRule, critical, reject

EXPECTATIONS = (critical("expect_column_values_to_be_between", column="record_count", min_value=0),)


def row_rules() -> tuple[RowRule, ...]:
    """Rows that no reader may meet."""
    is_of_two, has_other = F.col("event_code").isin("MERGED", "SPLIT"), F.col("other_party_id") != ""
    return (
        reject("OTHER_PARTY_OF_EVENT", is_of_two != has_other, "a merge or split names no other party"),
        reject("PARTY_OF_ITSELF", F.col("other_party_id") == F.col("party_id"), "a party went into itself"),
    )
