"""What the bank knows about each customer number beyond identity."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.identity.text import present


def build(core_bank_customers: DataFrame) -> DataFrame:
    """One row per customer number; the contract turns the text into numbers and dates."""
    return core_bank_customers.select(
        present(F.col("customer_id")).alias("customer_id"),
        present(F.col("monthly_income_amount")).alias("monthly_income_amount"),
        present(F.col("employment_months")).alias("employment_months"),
        present(F.col("housing_type_code")).alias("housing_type_code"),
        present(F.col("marital_status_code")).alias("marital_status_code"),
        present(F.col("customer_grade_code")).alias("customer_grade_code"),
        present(F.col("opened_date")).alias("opened_date"),
        present(F.col("updated_at")).alias("updated_at"),
    )
