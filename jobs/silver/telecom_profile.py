"""What the telecom vendor knows about a person the bank asked for and who consented to it."""

from __future__ import annotations

import datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.identity.citizen_id import valid_number
from jobs.identity.telephone import valid_mobile
from jobs.identity.text import present
from jobs.purchases.agreement import Agreement
from jobs.silver.consent import in_force

NO_CONSENT = "NO_CONSENT"


def build(
    telecom_vendor_profiles: DataFrame, consent: DataFrame, agreement: Agreement, business_date: datetime.date
) -> DataFrame:
    """One row per person asked about. No hit is an answer of its own, so its values stay null, never zero.

    An answer about somebody without a consent in force is left out, and counted as filtered; such a customer looks
    like one the vendor was never asked about.
    """
    consented = in_force(consent, agreement.product_code, agreement.purpose_codes, business_date).select(
        "id_number", "consent_id"
    )
    answers = _answers(telecom_vendor_profiles, business_date).join(consented, on="id_number", how="left")
    is_uncovered = F.col("id_number").isNotNull() & F.col("consent_id").isNull()
    return answers.withColumn("_filtered", F.when(is_uncovered, NO_CONSENT)).drop("consent_id")


def _answers(telecom_vendor_profiles: DataFrame, business_date: datetime.date) -> DataFrame:
    return telecom_vendor_profiles.select(
        valid_number(F.col("id_number"), business_date).alias("id_number"),
        valid_mobile(F.col("mobile_phone")).alias("mobile_phone"),
        has_profile().alias("has_telecom_profile"),
        _if_hit("network_tenure_months").alias("telecom_tenure_months"),
        _if_hit("monthly_spend_amount").alias("telecom_monthly_spend_amount"),
        _if_hit("local_life_spend_level").alias("local_life_spend_level"),
        _if_hit("game_spend_amount").alias("game_spend_amount"),
        _if_hit("finance_media_days").alias("finance_media_days"),
        _if_hit("home_division_code").alias("home_division_code"),
    )


def has_profile() -> Column:
    """True for 1, false for 0; any other answer is null and goes to quarantine."""
    hit_code = present(F.col("hit_code"))
    return F.when(hit_code == "1", True).when(hit_code == "0", False)


def _if_hit(name: str) -> Column:
    return F.when(has_profile(), present(F.col(name)))
