"""What the bank knows about each customer number beyond identity."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.identity.party_number import ORGANISATION, PERSON
from jobs.identity.text import present

# Core banking's code for the unified social credit code among the kinds of documents.
CREDIT_CODE_TYPE = "2"


def build(core_bank_customers: DataFrame) -> DataFrame:
    """One row per customer number; the contract turns the text into numbers and dates."""
    return core_bank_customers.select(
        present(F.col("customer_id")).alias("customer_id"),
        customer_type_code().alias("customer_type_code"),
        present(F.col("monthly_income_amount")).alias("monthly_income_amount"),
        present(F.col("employment_months")).alias("employment_months"),
        present(F.col("housing_type_code")).alias("housing_type_code"),
        present(F.col("marital_status_code")).alias("marital_status_code"),
        present(F.col("customer_grade_code")).alias("customer_grade_code"),
        present(F.col("industry_code")).alias("industry_code"),
        present(F.col("founded_date")).alias("founded_date"),
        present(F.col("employee_count")).alias("employee_count"),
        present(F.col("annual_revenue_amount")).alias("annual_revenue_amount"),
        present(F.col("opened_date")).alias("opened_date"),
        present(F.col("updated_at")).alias("updated_at"),
    )


def customer_type_code() -> Column:
    """PERSON or ORGANISATION: whose customer number a row of core banking is, told by the document that was shown."""
    is_firm = present(F.col("id_type_code")) == CREDIT_CODE_TYPE
    return F.when(is_firm, ORGANISATION).otherwise(PERSON)
