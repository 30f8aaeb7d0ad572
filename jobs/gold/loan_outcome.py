"""How each loan to a person turned out within 12 months of origination."""

from __future__ import annotations

import datetime

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.gold.days_past_due import days_past_due
from jobs.gold.holders import holders

WINDOW_MONTHS = 12
BAD_AFTER_DAYS = 30
# What firms are lent is another population, and nothing of what a scorecard weighs is known of it.
FIRM_PRODUCT = "WORKING_CAPITAL"


def build(loan: DataFrame, repayment: DataFrame, party_xref: DataFrame, business_date: datetime.date) -> DataFrame:
    """One row per loan to a person. The outcome is null while its window is open, so nobody trains on half a year."""
    parties = holders(party_xref).select("customer_id", "party_id")
    is_window_closed = F.add_months(F.col("originated_date"), WINDOW_MONTHS) <= F.lit(business_date)
    worst = F.coalesce(F.col("worst_days_past_due"), F.lit(0))
    return (
        loan.join(parties, on="customer_id", how="left")
        .join(_worst_days(loan, repayment, business_date), on="loan_id", how="left")
        .select(
            "loan_id",
            "party_id",
            "originated_date",
            F.lit(business_date).alias("observed_until_date"),
            is_window_closed.alias("is_window_closed"),
            worst.alias("worst_days_past_due"),
            F.when(is_window_closed, worst > BAD_AFTER_DAYS).alias("is_bad"),
            "principal_amount",
            F.col("applied_income_amount").alias("income_amount"),
            F.col("applied_employment_months").alias("employment_months"),
            F.col("applied_housing_type_code").alias("housing_type_code"),
            F.col("applied_age_years").alias("age_years"),
            F.col("applied_telecom_tenure_months").isNotNull().alias("has_telecom_profile"),
            F.col("applied_telecom_tenure_months").alias("telecom_tenure_months"),
            F.col("applied_local_life_spend_level").alias("local_life_spend_level"),
            F.col("applied_game_spend_amount").alias("game_spend_amount"),
            F.col("applied_finance_media_days").alias("finance_media_days"),
            F.when(F.col("product_code") == FIRM_PRODUCT, "the loan is a firm's").alias("_filtered"),
        )
    )


def _worst_days(loan: DataFrame, repayment: DataFrame, business_date: datetime.date) -> DataFrame:
    """Per loan the most days past due by the end of its window or the business date, whichever is first."""
    until = F.least(F.add_months(F.col("originated_date"), WINDOW_MONTHS), F.lit(business_date))
    instalments = repayment.join(loan.select("loan_id", "originated_date"), on="loan_id", how="inner")
    return instalments.groupBy("loan_id").agg(F.max(days_past_due(until, business_date)).alias("worst_days_past_due"))
