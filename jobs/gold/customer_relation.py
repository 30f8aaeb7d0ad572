"""Who a customer shares a telephone or an address with, and which other customers money goes to and comes from."""

from __future__ import annotations

import datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.gold.customer_behaviour import DIRECTIONS, counted
from jobs.gold.holders import amount_of, cents, count_where, each_customer, holders, named, total_where
from jobs.gold.windows import is_within

WINDOW_DAYS = 90
SHARED = {"mobile_phone": "same_mobile_phone_count", "address_text": "same_address_count"}


def build(
    party_xref: DataFrame,
    party: DataFrame,
    account: DataFrame,
    transaction: DataFrame,
    business_date: datetime.date,
) -> DataFrame:
    """One row per customer party; a relation is evidence of nothing by itself."""
    held = holders(party_xref)
    customers = held.select("party_id").distinct().join(party, on="party_id", how="inner")
    measures = _flows()
    measured = customers.select("party_id", *SHARED)
    for shared, count in SHARED.items():
        others = customers.groupBy(shared).agg((F.count(F.lit(1)) - 1).cast("int").alias(count))
        measured = measured.join(others.where(F.col(shared).isNotNull()), on=shared, how="left")
    flows = _pairs(_moved(held, account, transaction, business_date)).groupBy("party_id").agg(*named(measures))
    return each_customer(held, [measured.select("party_id", *SHARED.values()), flows], (*SHARED.values(), *measures))


def _moved(held: DataFrame, account: DataFrame, transaction: DataFrame, business_date: datetime.date) -> DataFrame:
    """Transactions of the window between accounts of the bank, each with the parties of both sides.

    Most have another bank's account on their other side, and go no further than to the accounts.
    """
    others = held.select("customer_id", F.col("party_id").alias("other_party_id"))
    owned = account.select(F.col("account_id").alias("counterparty_account_id"), "customer_id")
    owners = owned.join(others, on="customer_id", how="inner").drop("customer_id").hint("shuffle_hash")
    recent = transaction.where(is_within("posted_date", WINDOW_DAYS, business_date))
    return recent.join(owners, on="counterparty_account_id", how="inner").join(held, on="customer_id", how="inner")


def _pairs(moved: DataFrame) -> DataFrame:
    """One row per party and other party: how often and how much money came and went, in whole cents."""
    measures: dict[str, Column] = {}
    for way, code in DIRECTIONS.items():
        measures |= counted(way, F.col("direction_code") == code)
    together = moved.withColumn("cents", cents("amount")).repartition("party_id")
    return together.groupBy("party_id", "other_party_id").agg(*named(measures))


def _flows() -> dict[str, Column]:
    is_own = F.col("party_id") == F.col("other_party_id")
    measures = {
        "own_transfer_90_days_count": total_where(F.col("out_count"), is_own).cast("int"),
        "own_transfer_90_days_amount": amount_of(total_where(F.col("out_cents"), is_own)),
    }
    for way in DIRECTIONS:
        measures |= {
            f"{way}_customer_90_days_count": count_where(~is_own & (F.col(f"{way}_count") > 0)),
            f"{way}_customer_90_days_amount": amount_of(total_where(F.col(f"{way}_cents"), ~is_own)),
        }
    return measures
