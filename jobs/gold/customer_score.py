"""What models and the risk policy make of a customer, under names that can stand beside all others."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

# Column here -> column of gold.credit_score, or of gold.risk_level.
SCORED = {
    "score": "score",
    "pd_rate": "pd_rate",
    "score_band_number": "band_number",
    "score_zone_code": "zone_code",
    **{f"score_reason_{number}_code": f"reason_{number}_code" for number in range(1, 5)},
    "score_model_version": "model_version",
}
JUDGED = {
    "risk_driving_reason_code": "driving_reason_code",
    "risk_reasons_text": "reasons_text",
    "risk_policy_version": "policy_version",
}


def build(credit_score: DataFrame, risk_level: DataFrame) -> DataFrame:
    """One row per customer that is scored; the level itself is in the public record."""
    scored, judged = (
        frame.select("party_id", *(F.col(name).alias(told) for told, name in names.items()))
        for frame, names in ((credit_score, SCORED), (risk_level, JUDGED))
    )
    return scored.join(judged, on="party_id", how="left")
