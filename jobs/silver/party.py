"""The golden record: one row per party, with the best that any of its records says."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.identity.golden_record import chosen_by_party

CUSTOMER_SYSTEM = "core_bank"
FIELD_TYPES = {
    "full_name": "string",
    "id_number": "string",
    "credit_code": "string",
    "birth_date": "date",
    "gender_code": "string",
    "mobile_phone": "string",
    "address_text": "string",
    "division_code": "string",
}


def build(party_value: DataFrame, party_xref: DataFrame, party_record: DataFrame) -> DataFrame:
    """One row per party of the cross-reference, also when its records say nothing about it."""
    kinds = party_record.select("record_id", "party_type_code")
    members = party_xref.join(kinds, on="record_id", how="left").groupBy("party_id")
    counted = members.agg(
        # Of a person and a company that were joined by mistake the person is the one who is protected.
        F.max("party_type_code").alias("party_type_code"),
        F.count(F.lit(1)).cast("int").alias("record_count"),
        F.count_distinct("source_system_code").cast("int").alias("source_count"),
        F.max(F.col("source_system_code") == CUSTOMER_SYSTEM).alias("has_customer_record"),
    )
    shown = chosen_by_party(party_value, FIELD_TYPES)
    return counted.join(shown, on="party_id", how="left").select(
        "party_id",
        "party_type_code",
        "record_count",
        "source_count",
        "has_customer_record",
        *(column for name in FIELD_TYPES for column in (name, f"{name}_record_id")),
    )
