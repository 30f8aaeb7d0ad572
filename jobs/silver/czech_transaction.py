"""Transactions of the Czech subsidiary."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.identity.code_list import translated
from jobs.identity.czech import written_date
from jobs.identity.text import present

# VYBER, a withdrawal in cash, is used as a type of its own too.
DIRECTIONS = {"PRIJEM": "C", "VYDAJ": "D", "VYBER": "D"}
OPERATIONS = {
    "VKLAD": "CASH_DEPOSIT",
    "VYBER": "CASH_WITHDRAWAL",
    "VYBER KARTOU": "CARD_WITHDRAWAL",
    "PREVOD Z UCTU": "TRANSFER_IN",
    "PREVOD NA UCET": "TRANSFER_OUT",
}
PURPOSES = {
    "UROK": "INTEREST_CREDITED",
    "SANKC. UROK": "PENALTY_INTEREST",
    "SLUZBY": "STATEMENT_FEE",
    "SIPO": "HOUSEHOLD",
    "DUCHOD": "PENSION",
    "POJISTNE": "INSURANCE",
    "UVER": "LOAN",
}


def build(czech_bank_transactions: DataFrame) -> DataFrame:
    """One row per transaction."""
    return czech_bank_transactions.select(
        present(F.col("trans_id")).alias("transaction_id"),
        present(F.col("account_id")).alias("account_id"),
        written_date(F.col("date")).alias("booked_date"),
        translated(F.col("type"), DIRECTIONS).alias("direction_code"),
        translated(F.col("operation"), OPERATIONS).alias("operation_code"),
        present(F.col("amount")).alias("amount"),
        present(F.col("balance")).alias("balance_amount"),
        translated(F.col("k_symbol"), PURPOSES).alias("purpose_code"),
        present(F.col("bank")).alias("counterparty_bank_code"),
        present(F.col("account")).alias("counterparty_account_id"),
    )
