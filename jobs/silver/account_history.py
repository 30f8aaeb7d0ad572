"""Holder, kind and state of each deposit account on every day."""

from __future__ import annotations

from pyspark.sql import DataFrame


def build(account: DataFrame) -> DataFrame:
    """The accounts of one day; the balance moves every day and is kept by day in silver.account."""
    return account.select(
        "account_id",
        "customer_id",
        "account_type_code",
        "currency_code",
        "opened_date",
        "closed_date",
        "status_code",
    )
