"""What the telecom vendor knows of customers who consented to the question."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.gold.holders import holders

# Unknown without the vendor's answer: null, never 0.
KNOWN = (
    "telecom_tenure_months",
    "telecom_monthly_spend_amount",
    "local_life_spend_level",
    "game_spend_amount",
    "finance_media_days",
)


def build(party_xref: DataFrame, party: DataFrame, telecom_profile: DataFrame) -> DataFrame:
    """One row per customer party; the answer belongs to its one valid identity number."""
    answers = telecom_profile.select("id_number", "has_telecom_profile", *KNOWN, "home_division_code")
    numbers = party.select("party_id", "id_number", "division_code")
    customers = holders(party_xref).select("party_id").distinct().join(numbers, on="party_id", how="left")
    is_home = F.col("home_division_code") == F.col("division_code")
    return customers.join(answers, on="id_number", how="left").select(
        "party_id",
        F.coalesce(F.col("has_telecom_profile"), F.lit(False)).alias("has_telecom_profile"),
        *KNOWN,
        F.col("home_division_code").alias("telecom_division_code"),
        is_home.alias("is_telephone_at_home"),
    )
