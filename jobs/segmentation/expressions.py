"""The nearest cluster of each row as expressions of the engine; ``distance`` is what they are tested against."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.segmentation.clusters import Cluster, Clusters, Scale


def with_cluster(clusters: Clusters, frame: DataFrame, keep: Sequence[str]) -> DataFrame:
    """The kept columns with ``cluster_code``, ``cluster_text`` and ``centre_distance`` (in deviations)."""
    placed = frame.select(*keep, *(_position(one).alias(f"_{one.name}") for one in clusters.scales))
    names = [f"_{one.name}" for one in clusters.scales]
    apart = placed.select(*keep, *(_distance(names, one).alias(f"_{one.code}") for one in clusters.clusters))
    codes = [one.code for one in clusters.clusters]
    closest = apart.withColumn("_nearest", F.least(*(F.col(f"_{code}") for code in codes)))
    return closest.select(
        *keep,
        _of_nearest([(code, code) for code in codes]).alias("cluster_code"),
        _of_nearest([(one.code, one.about) for one in clusters.clusters]).alias("cluster_text"),
        F.sqrt("_nearest").alias("centre_distance"),
    )


def _position(one: Scale) -> Column:
    known = F.coalesce(F.col(one.name).cast("double"), F.lit(0.0))
    value = F.log1p(F.greatest(known, F.lit(0.0))) if one.scale == "log" else known
    inside = F.least(F.greatest(value, F.lit(one.low)), F.lit(one.high))
    return (inside - F.lit(one.mean)) / F.lit(one.deviation)


def _distance(names: Sequence[str], one: Cluster) -> Column:
    apart = [F.col(name) - F.lit(middle) for name, middle in zip(names, one.centre, strict=True)]
    return sum((part * part for part in apart), F.lit(0.0))


def _of_nearest(told: Sequence[tuple[str, str]]) -> Column:
    """What is told of the nearest cluster; of the first one where two are equally near."""
    return F.coalesce(*(F.when(F.col(f"_{code}") == F.col("_nearest"), F.lit(text)) for code, text in told))
