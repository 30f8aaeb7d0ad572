"""What others know: the telecom vendor, the courts, the risk list."""

from __future__ import annotations

import datetime

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.gold.customer_blocks.products import count_where, sum_where


def telecom_block(identities: DataFrame, telecom_profile: DataFrame) -> DataFrame:
    """The vendor's answer about the party's identity number; one party has one valid number."""
    profile = telecom_profile.select(
        "id_number",
        "has_telecom_profile",
        "telecom_tenure_months",
        "telecom_monthly_spend_amount",
        "local_life_spend_level",
        "game_spend_amount",
        "finance_media_days",
    )
    return identities.select("party_id", "id_number").join(profile, on="id_number", how="inner").drop("id_number")


def court_block(party_xref: DataFrame, court_record: DataFrame, business_date: datetime.date) -> DataFrame:
    """Judgments given and list entries that stand on the business date."""
    today = F.lit(business_date)
    named = party_xref.where(F.col("source_system_code") == "court_vendor").select(
        "party_id", F.col("source_record_id").alias("record_id")
    )
    known = court_record.where(F.col("published_date") <= today).join(named, on="record_id", how="inner")
    is_judgment = F.col("record_type_code") == "JUDGMENT"
    stands = F.col("removed_date").isNull() | (F.col("removed_date") > today)
    return known.groupBy("party_id").agg(
        count_where(is_judgment).alias("judgment_count"),
        sum_where("judgment_amount", is_judgment & F.col("judgment_amount").isNotNull()).alias("judgment_amount"),
        F.max(F.when(is_judgment, F.col("published_date"))).alias("last_judgment_date"),
        count_where(~is_judgment & stands).alias("dishonest_debtor_count"),
    )


def list_block(risk_level: DataFrame) -> DataFrame:
    """The level of the party and its active entries of the risk list, as every product has them."""
    return risk_level.select("party_id", "risk_level", "active_black_entry_count", "active_grey_entry_count")
