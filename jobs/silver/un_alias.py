"""Other names of the parties of the United Nations list."""

from __future__ import annotations

from functools import reduce

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.identity.text import present
from jobs.silver.un_entry import reference_number

ALIASES = "array<struct<QUALITY: string, ALIAS_NAME: string>>"


def build(open_data_un_individuals: DataFrame, open_data_un_entities: DataFrame) -> DataFrame:
    """One row per name; the list grades the names of individuals Good or Low, and tells former names of entities."""
    lists = (open_data_un_individuals, open_data_un_entities)
    named = reduce(
        DataFrame.unionByName, (frame.select(reference_number().alias("entry"), "aliases") for frame in lists)
    )
    numbered = named.select("entry", F.posexplode(F.from_json("aliases", ALIASES)).alias("place", "alias"))
    quality = present(F.col("alias.QUALITY"))
    return numbered.where(present(F.col("alias.ALIAS_NAME")).isNotNull()).select(
        F.concat_ws(":", "entry", (F.col("place") + 1).cast("string")).alias("sanction_alias_id"),
        F.col("entry").alias("sanction_entry_id"),
        present(F.col("alias.ALIAS_NAME")).alias("alias_name"),
        F.when(quality == "f.k.a.", "FKA").otherwise("AKA").alias("alias_type_code"),
        F.lit("UN_CONSOLIDATED").alias("list_code"),
        F.coalesce(quality == "Low", F.lit(False)).alias("has_low_quality"),
    )
