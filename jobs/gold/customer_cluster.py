"""Which cluster of customers who use the bank alike each customer belongs to."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.segmentation.clusters import Clusters
from jobs.segmentation.expressions import with_cluster


def build(customer_wide: DataFrame, customer_cluster: Clusters) -> DataFrame:
    """One row per customer, with the nearest of the clusters in use."""
    found = with_cluster(customer_cluster, customer_wide, keep=("party_id",))
    return found.withColumn("model_version", F.lit(customer_cluster.version))
