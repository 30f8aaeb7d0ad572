"""What the bank knew about each customer number on every day."""

from __future__ import annotations

from pyspark.sql import DataFrame


def build(customer: DataFrame) -> DataFrame:
    """The customers of one day; the moment of the last change is left out, since it moves without any content."""
    return customer.select(
        "customer_id",
        "monthly_income_amount",
        "employment_months",
        "housing_type_code",
        "marital_status_code",
        "customer_grade_code",
        "industry_code",
        "employee_count",
        "annual_revenue_amount",
        "opened_date",
    )
