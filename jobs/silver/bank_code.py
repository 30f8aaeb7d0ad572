"""Short codes of Chinese banks."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.identity.text import present


def build(open_data_bank_codes: DataFrame) -> DataFrame:
    """One row per bank of the edition."""
    return open_data_bank_codes.select(
        present(F.col("code")).alias("bank_code"),
        present(F.col("bank_name")).alias("bank_name"),
        present(F.col("edition_date")).alias("edition_date"),
    )
