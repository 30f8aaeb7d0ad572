"""Enterprises of the business register as party records, as far as anybody else names them.

The register has all enterprises of a country; those that nobody names would be parties of one record.
"""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.silver.enterprise import full_width_brackets


def build(enterprise: DataFrame, court_party: DataFrame, core_bank_party: DataFrame) -> DataFrame:
    """One record per enterprise whose credit code or whole name a court or the bank wrote."""
    nothing = F.lit(None).cast("string")
    return _named(enterprise, court_party.unionByName(core_bank_party)).select(
        F.concat(F.lit("open_data:"), F.col("credit_code")).alias("record_id"),
        F.lit("open_data").alias("source_system_code"),
        F.col("credit_code").alias("source_record_id"),
        F.lit("ORGANISATION").alias("party_type_code"),
        F.col("enterprise_name").alias("full_name"),
        nothing.alias("id_number"),
        nothing.alias("id_issue_code"),
        F.lit(None).cast("date").alias("birth_date"),
        nothing.alias("gender_code"),
        nothing.alias("mobile_phone"),
        "address_text",
        nothing.alias("division_code"),
        F.when(F.col("is_credit_code_valid"), F.col("credit_code")).alias("credit_code"),
        F.lit(None).cast("date").alias("as_of_date"),
    )


def _named(enterprise: DataFrame, named: DataFrame) -> DataFrame:
    firms = named.where(F.col("party_type_code") == "ORGANISATION")
    codes = F.broadcast(firms.select("credit_code").distinct())
    names = F.broadcast(firms.select(full_width_brackets(F.col("full_name")).alias("enterprise_name")).distinct())
    by_code = enterprise.join(codes, on="credit_code", how="left_semi")
    by_name = enterprise.join(names, on="enterprise_name", how="left_semi")
    return by_code.unionByName(by_name).distinct()
