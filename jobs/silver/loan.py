"""Loans with their state and what was known at application."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.identity.text import present


def build(core_bank_loans: DataFrame) -> DataFrame:
    """One row per loan; empty vendor values at application stay null, they mean no hit."""
    return core_bank_loans.select(
        present(F.col("loan_id")).alias("loan_id"),
        present(F.col("customer_id")).alias("customer_id"),
        present(F.col("product_code")).alias("product_code"),
        present(F.col("principal_amount")).alias("principal_amount"),
        present(F.col("annual_rate")).alias("annual_rate"),
        present(F.col("term_months")).alias("term_months"),
        present(F.col("originated_date")).alias("originated_date"),
        present(F.col("purpose_code")).alias("purpose_code"),
        present(F.col("applied_income_amount")).alias("applied_income_amount"),
        present(F.col("applied_employment_months")).alias("applied_employment_months"),
        present(F.col("applied_housing_type_code")).alias("applied_housing_type_code"),
        present(F.col("applied_age_years")).alias("applied_age_years"),
        present(F.col("applied_telecom_tenure_months")).alias("applied_telecom_tenure_months"),
        present(F.col("applied_local_life_spend_level")).alias("applied_local_life_spend_level"),
        present(F.col("applied_game_spend_amount")).alias("applied_game_spend_amount"),
        present(F.col("applied_finance_media_days")).alias("applied_finance_media_days"),
        present(F.col("outstanding_amount")).alias("outstanding_amount"),
        present(F.col("status_code")).alias("status_code"),
    )
