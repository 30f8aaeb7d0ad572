"""What moves on the customer's accounts, and how instalments are paid."""

from __future__ import annotations

import datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.gold.customer_blocks.products import count_where, sum_where
from jobs.gold.days_past_due import days_past_due, settled_date

WINDOWS_DAYS = (7, 30, 90)
LONGEST_DAYS = max(WINDOWS_DAYS)
DIRECTIONS = {"in": "C", "out": "D"}
CHANNELS = ("APP", "ATM", "POS", "WEB", "BRANCH")


def transaction_block(held: DataFrame, transaction: DataFrame, business_date: datetime.date) -> DataFrame:
    """Transactions of 7, 30 and 90 days that end with the business date, by direction and by channel."""
    recent = transaction.where(_is_within(LONGEST_DAYS, business_date) & (F.col("posted_date") <= F.lit(business_date)))
    flows = [
        measure
        for days in WINDOWS_DAYS
        for flow, direction_code in DIRECTIONS.items()
        for measure in _flow(flow, direction_code, days, business_date)
    ]
    channels = [
        count_where(F.col("channel_code") == channel).alias(f"{channel.lower()}_90_days_count") for channel in CHANNELS
    ]
    return (
        recent.join(held, on="customer_id", how="inner")
        .groupBy("party_id")
        .agg(
            *flows,
            *channels,
            F.count_distinct("counterparty_account_id").cast("int").alias("counterparty_90_days_count"),
            F.max("posted_date").alias("last_transaction_date"),
        )
    )


def repayment_block(held: DataFrame, loan: DataFrame, repayment: DataFrame, business_date: datetime.date) -> DataFrame:
    """Instalments due, late and overdue as known on the business date."""
    today = F.lit(business_date)
    borrowers = held.join(loan.select("loan_id", "customer_id"), on="customer_id", how="inner")
    late_days = days_past_due(today, business_date)
    is_open = settled_date(business_date).isNull()
    instalments = (
        repayment.where(F.col("due_date") <= today)
        .join(borrowers, on="loan_id", how="inner")
        .select(
            "party_id",
            late_days.alias("late_days"),
            F.when(is_open, late_days).otherwise(0).alias("open_days"),
            _unpaid_amount(business_date).alias("unpaid_amount"),
        )
    )
    return instalments.groupBy("party_id").agg(
        F.count(F.lit(1)).cast("int").alias("instalment_due_count"),
        count_where(F.col("late_days") > 0).alias("instalment_late_count"),
        F.max("late_days").alias("worst_days_past_due"),
        F.max("open_days").alias("current_days_past_due"),
        sum_where("unpaid_amount", F.col("open_days") > 0).alias("overdue_amount"),
    )


def _flow(flow: str, direction_code: str, days: int, business_date: datetime.date) -> tuple[Column, ...]:
    """Count, amount and largest amount of one direction in one window."""
    is_meant = (F.col("direction_code") == direction_code) & _is_within(days, business_date)
    return (
        count_where(is_meant).alias(f"{flow}_{days}_days_count"),
        sum_where("amount", is_meant).alias(f"{flow}_{days}_days_amount"),
        F.max(F.when(is_meant, F.col("amount"))).alias(f"{flow}_{days}_days_max_amount"),
    )


def _is_within(days: int, business_date: datetime.date) -> Column:
    """A window of so many calendar days whose last one is the business date."""
    return F.col("posted_date") > F.lit(business_date - datetime.timedelta(days=days))


def _unpaid_amount(business_date: datetime.date) -> Column:
    """What is missing of the amount due; a payment after the business date is not known yet."""
    is_known = F.coalesce(F.col("paid_date"), F.lit(business_date)) <= F.lit(business_date)
    paid = F.when(is_known, F.coalesce(F.col("paid_amount"), F.lit(0))).otherwise(F.lit(0))
    return F.greatest(F.col("due_amount") - paid, F.lit(0)).cast("decimal(18,2)")
