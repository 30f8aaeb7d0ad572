"""The tally of ``measure`` where the records are: for assignments that no single process should hold.

Three aggregations on the size of groups; the result has a row for each way of being right or wrong, hundreds rather
than millions, and ``measure.quality`` takes it from there.
"""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import Window as W
from pyspark.sql import functions as F

from jobs.identity.measure import ADDED, DECIMALS, ENTITIES, ENTITY, RECORD


def tally_at_scale(found: DataFrame, truth: DataFrame) -> DataFrame:
    """What the true entities add to the measures, as ``measure.tally`` gives it: frames of record_id and entity_id.

    Only records with a known entity count; one that the assignment does not name was left alone. A record may be
    named once in either.
    """
    shared = _together(found, truth).groupBy("true_id", "found_id").agg(F.count(F.lit(1)).alias("shared"))
    sized = shared.select("*", _size_of("found_id").alias("found_size"), _size_of("true_id").alias("true_size"))
    entities = sized.groupBy("true_id").agg(*(F.round(F.sum(one), DECIMALS).alias(name) for name, one in _added()))
    return entities.groupBy(*ADDED).agg(F.count(F.lit(1)).alias(ENTITIES))


def cluster_sizes_at_scale(assigned: DataFrame) -> DataFrame:
    """How many parties have how many records: cluster_size, cluster_count, record_count; no order."""
    clusters = assigned.where(F.col(ENTITY).isNotNull()).groupBy(ENTITY).agg(F.count(F.lit(1)).alias("cluster_size"))
    return clusters.groupBy("cluster_size").agg(
        F.count(F.lit(1)).alias("cluster_count"), F.sum("cluster_size").alias("record_count")
    )


def _together(found: DataFrame, truth: DataFrame) -> DataFrame:
    """Each record of a known entity with it and with the party that it was put into."""
    known = truth.where(F.col(ENTITY).isNotNull()).select(RECORD, F.col(ENTITY).alias("true_id"))
    named = found.select(RECORD, F.concat(F.lit("party "), F.col(ENTITY)).alias("named_id"))
    alone = F.concat(F.lit("alone "), F.col(RECORD))
    records = known.join(named, on=RECORD, how="left")
    return records.select("true_id", F.coalesce(F.col("named_id"), alone).alias("found_id"))


def _size_of(group: str) -> Column:
    return F.sum("shared").over(W.partitionBy(group))


def _added() -> list[tuple[str, Column]]:
    """What the records shared by one entity and one party add, by the names of ``ADDED``."""
    count, found, true = F.col("shared").cast("double"), F.col("found_size"), F.col("true_size")
    sums = (
        count,
        count * (found - 1) / 2,
        count * (true - 1) / 2,
        count * (count - 1) / 2,
        count * count / found,
        count * count / true,
    )
    return list(zip(ADDED, sums, strict=True))
