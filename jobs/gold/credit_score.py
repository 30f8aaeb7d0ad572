"""Score every customer with the scorecard in use."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.models.expressions import score_rows
from jobs.models.scorecard import Scorecard

PD_DECIMALS = 9


def build(customer_profile: DataFrame, customer_telecom: DataFrame, credit_score: Scorecard) -> DataFrame:
    """One row per customer: points, probability of default, band, zone and up to four reasons.

    Blocks of the wide table and not the table: it shows the risk level, which looks at the score.
    """
    known = F.coalesce(F.col("has_telecom_profile"), F.lit(False))
    customers = customer_profile.join(customer_telecom, on="party_id", how="left").withColumn(
        "has_telecom_profile", known
    )
    return score_rows(credit_score, customers, keep=("party_id", "has_telecom_profile")).select(
        "party_id",
        "score",
        F.round("pd_rate", PD_DECIMALS).alias("pd_rate"),
        "band_number",
        "zone_code",
        "has_telecom_profile",
        *(f"reason_{number}_code" for number in range(1, 5)),
        F.lit(credit_score.name).alias("model_name"),
        F.lit(credit_score.version_told).alias("model_version"),
    )
