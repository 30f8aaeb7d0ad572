"""Who a customer shares a telephone or an address with, and which other customers money goes to and comes from."""

from __future__ import annotations

import datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.gold.holders import count_where, each_customer, holders, named, sum_where
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
    flows = _moved(held, account, transaction, business_date).groupBy("party_id").agg(*named(measures))
    measured = measured.join(flows, on="party_id", how="left")
    return each_customer(held, measured, [*SHARED.values(), *measures])


def _moved(held: DataFrame, account: DataFrame, transaction: DataFrame, business_date: datetime.date) -> DataFrame:
    """Transactions of the window between accounts of the bank, each with the parties of both sides.

    Most have another bank's account on their other side, and go no further than to the accounts.
    """
    others = held.select("customer_id", F.col("party_id").alias("other_party_id"))
    owned = account.select(F.col("account_id").alias("counterparty_account_id"), "customer_id")
    owners = owned.join(others, on="customer_id", how="inner").drop("customer_id").hint("shuffle_hash")
    recent = transaction.where(is_within("posted_date", WINDOW_DAYS, business_date))
    return recent.join(owners, on="counterparty_account_id", how="inner").join(held, on="customer_id", how="inner")


def _flows() -> dict[str, Column]:
    is_own = F.col("party_id") == F.col("other_party_id")
    is_in, is_out = (F.col("direction_code") == code for code in ("C", "D"))
    others = {
        way: F.when(is_meant & ~is_own, F.col("other_party_id")) for way, is_meant in (("in", is_in), ("out", is_out))
    }
    return {
        "own_transfer_90_days_count": count_where(is_own & is_out),
        "own_transfer_90_days_amount": sum_where("amount", is_own & is_out),
        "in_customer_90_days_count": F.size(F.collect_set(others["in"])),
        "in_customer_90_days_amount": sum_where("amount", is_in & ~is_own),
        "out_customer_90_days_count": F.size(F.collect_set(others["out"])),
        "out_customer_90_days_amount": sum_where("amount", is_out & ~is_own),
    }
