"""Who a customer shares a telephone or an address with, and which other customers money goes to and comes from."""

from __future__ import annotations

import datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.gold.holders import count_where, each_customer, holders, named, sum_where
from jobs.gold.windows import is_within

WINDOW_DAYS = 90
WAYS = {"in": "C", "out": "D"}
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
    measured = measured.join(flows, on="party_id", how="left")
    return each_customer(held, measured, [*SHARED.values(), *measures])


def _moved(held: DataFrame, account: DataFrame, transaction: DataFrame, business_date: datetime.date) -> DataFrame:
    """Transactions of the window between accounts of the bank, each with the parties of both sides."""
    owners = account.select(F.col("account_id").alias("counterparty_account_id"), "customer_id").join(
        held.select("customer_id", F.col("party_id").alias("other_party_id")), on="customer_id", how="inner"
    )
    recent = transaction.where(is_within("posted_date", WINDOW_DAYS, business_date))
    return recent.join(held, on="customer_id", how="inner").join(
        owners.drop("customer_id"), on="counterparty_account_id", how="inner"
    )


def _pairs(moved: DataFrame) -> DataFrame:
    """One row per customer and party of the other side, so that others are counted without keeping a set of them."""
    measures: dict[str, Column] = {}
    for way, code in WAYS.items():
        is_meant = F.col("direction_code") == code
        measures |= {f"{way}_count": count_where(is_meant), f"{way}_amount": sum_where("amount", is_meant)}
    return moved.groupBy("party_id", "other_party_id").agg(*named(measures))


def _flows() -> dict[str, Column]:
    is_own = F.col("party_id") == F.col("other_party_id")
    measures = {
        "own_transfer_90_days_count": F.sum(F.when(is_own, F.col("out_count")).otherwise(0)).cast("int"),
        "own_transfer_90_days_amount": sum_where("out_amount", is_own),
    }
    for way in WAYS:
        measures |= {
            f"{way}_customer_90_days_count": count_where(~is_own & (F.col(f"{way}_count") > 0)),
            f"{way}_customer_90_days_amount": sum_where(f"{way}_amount", ~is_own),
        }
    return measures
