"""Who stands above and below an enterprise, by relations of consolidation. A relation says that a parent controls a
child by the rules of accounting, not what share it holds; so control goes up a chain without becoming less."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

# How far a chain is climbed. Beyond, the reported ultimate parent speaks.
LONGEST_CHAIN = 4


def single_parent(relation_type_code: str) -> Column:
    """The parent of a kind over the relations of one child; null where there is none or several."""
    parent = F.when(F.col("relation_type_code") == relation_type_code, F.col("parent_id"))
    return F.when(F.min(parent) == F.max(parent), F.min(parent))


def chains(direct: DataFrame) -> DataFrame:
    """The way up from each enterprise with a single direct parent: enterprise_id, parents (nearest first), is_final.

    ``direct`` has ``enterprise_id``, ``direct_parent_count`` and ``direct_parent_id``. A way ends where there is no
    parent or several, before it would come to where it has been, and after the longest chain; it is final where the
    last one has no parent.
    """
    owned = direct.where(F.col("direct_parent_count") > 0)
    step = owned.select(F.col("enterprise_id").alias("reached_id"), F.col("direct_parent_id").alias("next_id"))
    has_one = owned.where(F.col("direct_parent_id").isNotNull())
    climbed = has_one.select("enterprise_id", F.array("direct_parent_id").alias("parents"))
    for _ in range(LONGEST_CHAIN - 1):
        climbed = _one_higher(climbed, step)
    has_parent = step.select("reached_id", F.lit(False).alias("is_last"))
    ended = _at_the_top(climbed).join(has_parent, on="reached_id", how="left")
    return ended.select("enterprise_id", "parents", F.coalesce("is_last", F.lit(True)).alias("is_final"))


def _one_higher(climbed: DataFrame, step: DataFrame) -> DataFrame:
    beside = _at_the_top(climbed).join(step, on="reached_id", how="left")
    been = F.array_contains("parents", F.col("next_id")) | (F.col("next_id") == F.col("enterprise_id"))
    goes_on = F.col("next_id").isNotNull() & ~been
    higher = F.when(goes_on, F.array_append("parents", F.col("next_id"))).otherwise(F.col("parents"))
    # A way that has ended finds no next one again: it is either unknown or where it has been.
    return beside.select("enterprise_id", higher.alias("parents"))


def _at_the_top(climbed: DataFrame) -> DataFrame:
    return climbed.withColumn("reached_id", F.element_at("parents", -1))
