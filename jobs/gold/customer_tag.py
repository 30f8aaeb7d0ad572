"""Which tags each customer has."""

from __future__ import annotations

import datetime

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.tags.registry import Registry, read_registry


def build(customer_wide: DataFrame, business_date: datetime.date) -> DataFrame:
    """One row per customer and tag that is given on the business date; the lake keeps when each began and ended."""
    return tagged(customer_wide, read_registry(), business_date)


def tagged(customer_wide: DataFrame, registry: Registry, business_date: datetime.date) -> DataFrame:
    """The tags of a registry that customers have. All rules are asked in one pass over the wide table."""
    each = [
        F.struct(
            F.lit(code).alias("tag_code"),
            F.lit(tag.version).alias("tag_version"),
            F.when(F.lit(tag.is_given(business_date)), tag.value).alias("value_text"),
        )
        for code, tag in registry.tags.items()
    ]
    tags = customer_wide.select("party_id", F.explode(F.array(*each)).alias("tag"))
    told = (F.col("tag")[name].alias(name) for name in ("tag_code", "tag_version", "value_text"))
    return tags.select("party_id", *told).where(F.col("value_text").isNotNull())
