"""Where each party record said to live or sit on every day."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F


def build(party_record: DataFrame) -> DataFrame:
    """The addresses that the records of one day name; a division alone is a place too."""
    names_none = F.coalesce("address_text", "division_code").isNull()
    return party_record.select(
        "source_system_code",
        "source_record_id",
        "address_text",
        "division_code",
        F.when(names_none, "the record names no place").alias("_filtered"),
    )
