"""How each name of the sanctions lists is spelt and sounds."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.identity.name_key import name_key, name_sound


def build(sanction_entry: DataFrame, sanction_alias: DataFrame) -> DataFrame:
    """One row for each different name. To read one costs more than to compare it, and lists change seldom."""
    names = sanction_entry.select(F.col("full_name").alias("listed_name_text"))
    others = sanction_alias.select(F.col("alias_name").alias("listed_name_text"))
    spelt = names.unionByName(others).distinct().withColumn("listed_key", name_key(F.col("listed_name_text")))
    return spelt.withColumn("listed_sound", name_sound(F.col("listed_key")))
