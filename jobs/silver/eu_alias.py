"""Other names of the parties of the European Union's list."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.identity.text import present
from jobs.silver.eu_entry import names_in_order


def build(open_data_eu_entities: DataFrame) -> DataFrame:
    """One row per name but the one the entry is called by; the same text in two languages is two names."""
    others = F.filter(names_in_order(), lambda _, place: place > 0)
    named = open_data_eu_entities.select(
        present(F.col("reference_number")).alias("entry"), F.explode(others).alias("alias")
    )
    return named.select(
        F.concat_ws(":", "entry", "alias.number").alias("sanction_alias_id"),
        F.col("entry").alias("sanction_entry_id"),
        F.col("alias.text").alias("alias_name"),
        F.lit("AKA").alias("alias_type_code"),
        F.lit("EU_CONSOLIDATED").alias("list_code"),
        F.col("alias.is_weak").alias("has_low_quality"),
    )
