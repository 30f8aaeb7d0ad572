"""Every booked account transaction."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.identity.text import present


def build(core_bank_transactions: DataFrame) -> DataFrame:
    """One row per transaction of the delivery; the lake merges it into what is known."""
    return core_bank_transactions.select(
        present(F.col("transaction_id")).alias("transaction_id"),
        present(F.col("account_id")).alias("account_id"),
        present(F.col("customer_id")).alias("customer_id"),
        present(F.col("transaction_at")).alias("transaction_at"),
        present(F.col("posted_date")).alias("posted_date"),
        present(F.col("direction_code")).alias("direction_code"),
        present(F.col("amount")).alias("amount"),
        present(F.col("channel_code")).alias("channel_code"),
        present(F.col("counterparty_name")).alias("counterparty_name"),
        present(F.col("counterparty_account")).alias("counterparty_account_id"),
        present(F.col("summary")).alias("summary_text"),
    )
