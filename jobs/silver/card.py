"""Bank cards; the full number ends here."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.identity.card_number import valid_card_number
from jobs.identity.check_sum import named
from jobs.identity.text import present


def build(core_bank_cards: DataFrame) -> DataFrame:
    """One row per card with the number masked; without a valid one the row ends in quarantine."""
    return core_bank_cards.select(
        present(F.col("card_id")).alias("card_id"),
        masked(F.col("card_number")).alias("masked_card_number"),
        present(F.col("account_id")).alias("account_id"),
        present(F.col("customer_id")).alias("customer_id"),
        present(F.col("card_type_code")).alias("card_type_code"),
        present(F.col("credit_limit_amount")).alias("credit_limit_amount"),
        present(F.col("issued_date")).alias("issued_date"),
        present(F.col("expiry_date")).alias("expiry_date"),
        present(F.col("status_code")).alias("status_code"),
    )


def masked(card_number: Column) -> Column:
    """First six and last four digits, a star for each digit between; null unless the number is valid."""
    return named(valid_card_number(card_number), _masked)


def _masked(digits: Column) -> Column:
    stars = F.repeat(F.lit("*"), F.length(digits) - 10)
    return F.concat(F.left(digits, F.lit(6)), stars, F.right(digits, F.lit(4)))
