"""Every instalment that has fallen due."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.identity.text import present


def build(core_bank_repayments: DataFrame) -> DataFrame:
    """One row per instalment of the delivery; the lake merges it into what is known."""
    return core_bank_repayments.select(
        present(F.col("repayment_id")).alias("repayment_id"),
        present(F.col("loan_id")).alias("loan_id"),
        present(F.col("instalment_number")).alias("instalment_number"),
        present(F.col("due_date")).alias("due_date"),
        present(F.col("due_amount")).alias("due_amount"),
        present(F.col("paid_date")).alias("paid_date"),
        present(F.col("paid_amount")).alias("paid_amount"),
        present(F.col("updated_date")).alias("updated_date"),
    )
