"""Deposit accounts with balance and state."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.identity.text import present


def build(core_bank_accounts: DataFrame) -> DataFrame:
    """One row per account as core banking holds it."""
    return core_bank_accounts.select(
        present(F.col("account_id")).alias("account_id"),
        present(F.col("customer_id")).alias("customer_id"),
        present(F.col("account_type_code")).alias("account_type_code"),
        present(F.col("currency_code")).alias("currency_code"),
        present(F.col("balance_amount")).alias("balance_amount"),
        present(F.col("opened_date")).alias("opened_date"),
        present(F.col("closed_date")).alias("closed_date"),
        present(F.col("status_code")).alias("status_code"),
    )
