"""Other names of the parties of the OFAC list."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.silver.ofac_entry import stated


def build(open_data_sanction_aliases: DataFrame) -> DataFrame:
    """One row per name; the file of aliases does not say which of them are weak."""
    return open_data_sanction_aliases.select(
        F.concat_ws(":", stated("ent_num"), stated("alt_num")).alias("sanction_alias_id"),
        stated("ent_num").alias("sanction_entry_id"),
        stated("alt_name").alias("alias_name"),
        F.upper(stated("alt_type")).alias("alias_type_code"),
        F.lit("OFAC_SDN").alias("list_code"),
        F.lit(False).alias("has_low_quality"),
    )
