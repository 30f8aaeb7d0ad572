"""Clients of the Czech subsidiary as party records."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.identity import czech
from jobs.identity.text import present


def build(czech_bank_clients: DataFrame, czech_bank_districts: DataFrame) -> DataFrame:
    """One record per client. Nothing joins it to a Chinese customer, so it is a party of its own."""
    nothing = F.lit(None).cast("string")
    clients = czech_bank_clients.select(
        F.concat(F.lit("czech_bank:"), present(F.col("client_id"))).alias("record_id"),
        F.lit("czech_bank").alias("source_system_code"),
        present(F.col("client_id")).alias("source_record_id"),
        F.lit("PERSON").alias("party_type_code"),
        nothing.alias("full_name"),
        nothing.alias("id_number"),
        F.lit("FOREIGN").alias("id_issue_code"),
        czech.birth_date(F.col("birth_number")).alias("birth_date"),
        czech.gender_code(F.col("birth_number")).alias("gender_code"),
        nothing.alias("mobile_phone"),
        nothing.alias("division_code"),
        nothing.alias("credit_code"),
        present(F.col("district_id")).alias("district_id"),
    )
    places = czech_bank_districts.select(
        present(F.col("A1")).alias("district_id"),
        F.concat_ws(", ", present(F.col("A2")), present(F.col("A3"))).alias("address_text"),
    )
    return (
        clients.join(F.broadcast(places), on="district_id", how="left")
        .drop("district_id")
        .withColumn("as_of_date", F.lit(None).cast("date"))
    )
