"""Who named which mobile telephone on every day."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F


def build(party_record: DataFrame) -> DataFrame:
    """The telephones that the records of one day name."""
    names_none = F.col("mobile_phone").isNull()
    return party_record.select(
        "source_system_code",
        "source_record_id",
        "mobile_phone",
        F.when(names_none, "the record names no telephone").alias("_filtered"),
    )
