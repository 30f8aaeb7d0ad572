"""Online calls to suppliers, as the ledger of purchased data keeps them."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.identity.text import present

PRICE = "decimal(18,4)"


def build(call_book_calls: DataFrame) -> DataFrame:
    """One row per call. One that has not ended is unknown: its process died, or it ends after the day was read."""
    outcome = present(F.col("outcome_code"))
    is_refused = outcome == "REFUSED"
    return call_book_calls.select(
        _text("call_id"),
        _text("supplier_name"),
        _text("product_code"),
        _text("agreement_number"),
        _text("subject_token"),
        _text("purpose_code"),
        _text("legal_basis_code"),
        _text("consent_id"),
        present(F.col("price_amount")).try_cast(PRICE).alias("price_amount"),
        _text("currency_code"),
        F.when(outcome == "OPEN", "UNKNOWN").otherwise(outcome).alias("outcome_code"),
        present(F.col("is_hit")).try_cast("boolean").alias("is_hit"),
        present(F.col("is_cached")).try_cast("boolean").alias("is_cached"),
        is_refused.alias("is_refused"),
        _text("refusal_code"),
        _text("stage_code"),
    )


def _text(name: str) -> Column:
    return present(F.col(name)).alias(name)
