"""Loans of the Czech subsidiary."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.identity.code_list import translated
from jobs.identity.czech import written_date
from jobs.identity.text import present

# A and B are over, C and D still run; B and D are the bad ones.
STATUSES = {"A": "SETTLED", "B": "DEFAULTED", "C": "ACTIVE", "D": "OVERDUE"}


def build(czech_bank_loans: DataFrame) -> DataFrame:
    """One row per loan."""
    return czech_bank_loans.select(
        present(F.col("loan_id")).alias("loan_id"),
        present(F.col("account_id")).alias("account_id"),
        written_date(F.col("date")).alias("granted_date"),
        present(F.col("amount")).alias("principal_amount"),
        present(F.col("duration")).alias("term_months"),
        present(F.col("payments")).alias("instalment_amount"),
        translated(F.col("status"), STATUSES).alias("status_code"),
    )
