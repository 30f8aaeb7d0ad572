"""Which version of a list the bank has: the same as long as the same entries stand on it, saying the same."""

from __future__ import annotations

import datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F


def list_versions(entries: DataFrame, before: DataFrame, business_date: datetime.date) -> DataFrame:
    """Each source with ``list_version`` and since when it is that one, ``list_changed_date``.

    A version is the number of entries in force and a digest of them that does not depend on their order.
    """
    now = entries.groupBy("source_code").agg(_version().alias("list_version"))
    known = before.groupBy("source_code").agg(
        F.max("list_version").alias("version_before"), F.max("list_changed_date").alias("changed_before_date")
    )
    is_same = F.col("list_version") == F.col("version_before")
    changed = F.coalesce(F.when(is_same, F.col("changed_before_date")), F.lit(business_date))
    joined = now.join(known, on="source_code", how="left")
    return joined.select("source_code", "list_version", changed.alias("list_changed_date"))


def _version() -> Column:
    digest = F.bit_xor(F.when(F.col("is_in_force"), F.xxhash64("entry_id", "content_hash")))
    count = F.count_if("is_in_force").cast("string")
    return F.concat_ws("-", count, F.lower(F.hex(F.coalesce(digest, F.lit(0)))))
