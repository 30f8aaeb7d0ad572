"""About four of five persons are known to the vendor; levels and days keep their scale."""

from __future__ import annotations

from pyspark.sql import functions as F

from jobs.lakehouse.expectation import RowRule, critical, reject, warning

EXPECTATIONS = (
    warning("expect_column_values_to_be_in_set", column="has_telecom_profile", value_set=[True], mostly=0.6),
    critical("expect_column_values_to_be_between", column="local_life_spend_level", min_value=1, max_value=5),
    critical("expect_column_values_to_be_between", column="finance_media_days", min_value=0, max_value=366),
    critical("expect_column_values_to_be_between", column="telecom_tenure_months", min_value=0, max_value=600),
)


def row_rules() -> tuple[RowRule, ...]:
    """Rows that no reader may meet."""
    return (reject("NEGATIVE_SPEND", F.col("game_spend_amount") < 0, "the game spend is negative"),)
