"""What the telecom vendor knows about a person the bank asked for."""

from __future__ import annotations

import datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.identity.citizen_id import valid_number
from jobs.identity.telephone import valid_mobile
from jobs.identity.text import present


def build(telecom_vendor_profiles: DataFrame, business_date: datetime.date) -> DataFrame:
    """One row per person asked about. No hit is an answer of its own, so its values stay null, never zero."""
    return telecom_vendor_profiles.select(
        valid_number(F.col("id_number"), business_date).alias("id_number"),
        valid_mobile(F.col("mobile_phone")).alias("mobile_phone"),
        _has_profile().alias("has_telecom_profile"),
        _if_hit("network_tenure_months").alias("telecom_tenure_months"),
        _if_hit("monthly_spend_amount").alias("telecom_monthly_spend_amount"),
        _if_hit("local_life_spend_level").alias("local_life_spend_level"),
        _if_hit("game_spend_amount").alias("game_spend_amount"),
        _if_hit("finance_media_days").alias("finance_media_days"),
        _if_hit("home_division_code").alias("home_division_code"),
    )


def _has_profile() -> Column:
    """True for 1, false for 0; any other answer is null and goes to quarantine."""
    hit_code = present(F.col("hit_code"))
    return F.when(hit_code == "1", True).when(hit_code == "0", False)


def _if_hit(name: str) -> Column:
    return F.when(_has_profile(), present(F.col(name)))
