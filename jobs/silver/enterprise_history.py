"""What the register said about each enterprise on every day."""

from __future__ import annotations

from pyspark.sql import DataFrame


def build(enterprise: DataFrame) -> DataFrame:
    """The enterprises of one day."""
    return enterprise.select(
        "credit_code",
        "enterprise_name",
        "registered_date",
        "enterprise_type_name",
        "registered_capital_amount",
        "province_name",
        "city_name",
        "address_text",
        "is_credit_code_valid",
    )
