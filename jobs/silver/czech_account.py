"""Accounts of the Czech subsidiary."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.identity.code_list import translated
from jobs.identity.czech import written_date
from jobs.identity.text import present

STATEMENTS = {
    "POPLATEK MESICNE": "MONTHLY",
    "POPLATEK TYDNE": "WEEKLY",
    "POPLATEK PO OBRATU": "AFTER_TRANSACTION",
}
CARDS = ("junior", "classic", "gold")


def build(
    czech_bank_accounts: DataFrame,
    czech_bank_dispositions: DataFrame,
    czech_bank_districts: DataFrame,
    czech_bank_cards: DataFrame,
    czech_bank_orders: DataFrame,
) -> DataFrame:
    """One row per account; what hangs on it is counted, and an account without any has none of it, which is 0."""
    accounts = czech_bank_accounts.select(
        present(F.col("account_id")).alias("account_id"),
        present(F.col("district_id")).alias("district_id"),
        translated(F.col("frequency"), STATEMENTS).alias("statement_type_code"),
        written_date(F.col("date")).alias("opened_date"),
    )
    districts = czech_bank_districts.select(
        present(F.col("A1")).alias("district_id"), present(F.col("A2")).alias("district_name")
    )
    return (
        accounts.join(F.broadcast(districts), on="district_id", how="left")
        .join(_rights(czech_bank_dispositions), on="account_id", how="left")
        .join(_cards(czech_bank_cards, czech_bank_dispositions), on="account_id", how="left")
        .join(_orders(czech_bank_orders), on="account_id", how="left")
        .drop("district_id")
        .fillna({"has_disponent": False})
        .fillna(0)
    )


def _rights(dispositions: DataFrame) -> DataFrame:
    is_owner = F.col("type") == "OWNER"
    return dispositions.groupBy("account_id").agg(
        F.max(F.when(is_owner, F.col("client_id"))).alias("owner_client_id"),
        F.max(~is_owner).alias("has_disponent"),
    )


def _cards(cards: DataFrame, dispositions: DataFrame) -> DataFrame:
    held = cards.withColumnRenamed("type", "card_type").join(dispositions, on="disp_id", how="inner")
    return held.groupBy("account_id").agg(*(_count_of(kind).alias(f"{kind}_card_count") for kind in CARDS))


def _count_of(kind: str) -> Column:
    return F.count(F.when(F.col("card_type") == kind, 1)).cast("int")


def _orders(orders: DataFrame) -> DataFrame:
    amount = F.col("amount").try_cast("decimal(18,2)")
    return orders.groupBy("account_id").agg(
        F.count(F.lit(1)).cast("int").alias("standing_order_count"),
        F.coalesce(F.sum(amount).cast("decimal(18,2)"), F.lit(0)).alias("standing_order_amount"),
    )
