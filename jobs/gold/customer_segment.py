"""Which segment each customer belongs to."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.tags.registry import Segment, read_registry


def build(customer_profile: DataFrame, customer_tag: DataFrame) -> DataFrame:
    """One row per customer; also a customer without any tag has a segment, the last one."""
    registry = read_registry()
    tags = customer_tag.groupBy("party_id").agg(F.sort_array(F.collect_set("tag_code")).alias("tags"))
    customers = customer_profile.select("party_id").join(tags, on="party_id", how="left")
    known = customers.withColumn("tags", F.coalesce("tags", F.array().cast("array<string>")))
    return known.select(
        "party_id",
        F.coalesce(*(F.when(_fits(one), F.lit(one.code)) for one in registry.segments)).alias("segment_code"),
        F.nullif(F.array_join("tags", "; "), F.lit("")).alias("tags_text"),
        F.lit(registry.name).alias("registry_version"),
    )


def _fits(segment: Segment) -> Column:
    has_one = _has_any(segment.any_of) if segment.any_of else F.lit(True)
    return has_one & ~_has_any(segment.none_of)


def _has_any(codes: Sequence[str]) -> Column:
    if not codes:
        return F.lit(False)
    return F.arrays_overlap(F.col("tags"), F.array(*map(F.lit, codes)))
