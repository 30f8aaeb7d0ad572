"""Pairs of party records that people decided to be the same or different."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.identity.text import present


def build(review_desk_decisions: DataFrame) -> DataFrame:
    """One row per answer with the smaller record id on the left; of several about one pair the newest is loaded.

    The contract tells which is the newest (``latest_by``), so that the others are counted as duplicates.
    """
    first, second = present(F.col("left_record_id")), present(F.col("right_record_id"))
    return review_desk_decisions.select(
        F.when(first > second, second).otherwise(first).alias("left_record_id"),
        F.when(first > second, first).otherwise(second).alias("right_record_id"),
        _text("decision_code"),
        _text("reason_text"),
        _text("proposed_by_name"),
        _text("approved_by_name"),
        _text("decided_at"),
    )


def _text(name: str) -> Column:
    return present(F.col(name)).alias(name)
