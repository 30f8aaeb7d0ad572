"""What the customer holds, owns and owes at the bank."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F


def account_block(held: DataFrame, account: DataFrame) -> DataFrame:
    """Accounts by state and balances by kind, over all customer numbers of the party."""
    kind, state = F.col("account_type_code"), F.col("status_code")
    return _held(held, account).agg(
        count_where(state != "CLOSED").alias("account_count"),
        count_where(state == "DORMANT").alias("dormant_account_count"),
        count_where(state == "CLOSED").alias("closed_account_count"),
        sum_where("balance_amount", F.lit(True)).alias("balance_amount"),
        sum_where("balance_amount", kind == "SAVINGS").alias("savings_balance_amount"),
        sum_where("balance_amount", kind == "CURRENT").alias("current_balance_amount"),
        sum_where("balance_amount", kind == "FIXED").alias("fixed_balance_amount"),
    )


def card_block(held: DataFrame, card: DataFrame) -> DataFrame:
    """Cards in use and blocked; only active credit cards have a limit that counts."""
    is_active = F.col("status_code") == "ACTIVE"
    is_active_credit = is_active & (F.col("card_type_code") == "CREDIT")
    return _held(held, card).agg(
        count_where(is_active).alias("card_count"),
        count_where(is_active_credit).alias("credit_card_count"),
        count_where(F.col("status_code") == "BLOCKED").alias("blocked_card_count"),
        sum_where("credit_limit_amount", is_active_credit).alias("credit_limit_amount"),
    )


def loan_block(held: DataFrame, loan: DataFrame) -> DataFrame:
    """Loans by state, with what was lent and what is owed."""
    state = F.col("status_code")
    return _held(held, loan).agg(
        F.count(F.lit(1)).cast("int").alias("loan_count"),
        count_where(state == "ACTIVE").alias("active_loan_count"),
        count_where(state == "DEFAULTED").alias("defaulted_loan_count"),
        F.max("originated_date").alias("last_loan_date"),
        sum_where("principal_amount", F.lit(True)).alias("loan_principal_amount"),
        sum_where("outstanding_amount", F.lit(True)).alias("loan_outstanding_amount"),
    )


def count_where(condition: Column) -> Column:
    """How many rows of the group meet the condition."""
    return F.count_if(condition).cast("int")


def sum_where(name: str, condition: Column) -> Column:
    """Exact sum of an amount over the rows of the group that meet the condition; 0 without one."""
    amount = F.when(condition, F.col(name)).otherwise(F.lit(0))
    return F.coalesce(F.sum(amount), F.lit(0)).cast("decimal(18,2)")


def _held(held: DataFrame, things: DataFrame):
    return things.join(held, on="customer_id", how="inner").groupBy("party_id")
