"""What moves on the customer's accounts in 7, 30, 90, 180 and 365 days that end with the business date.

Transactions are added up by day first, and windows are made of days: the longest window costs one pass, and each
further one costs next to nothing. A counterparty belongs to a window when its latest transaction lies in it.
"""

from __future__ import annotations

import datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.gold.holders import count_where, each_customer, holders, named, sum_where
from jobs.gold.windows import LONGEST_DAYS, WINDOWS_DAYS, is_within

DIRECTIONS = {"in": "C", "out": "D"}
CHANNELS = ("app", "atm", "pos", "web", "branch")
# Local hours of the night: from the first on, and before the second.
NIGHT_FROM, NIGHT_TO = 22, 6
# Shares of a shorter window in a longer one, which show whether flows grow or dry up.
TRENDS_DAYS = ((7, 90), (30, 365), (90, 365))
AMOUNT = "decimal(18,2)"


def build(party_xref: DataFrame, transaction: DataFrame, business_date: datetime.date) -> DataFrame:
    """One row per customer party."""
    held = holders(party_xref)
    recent = transaction.where(is_within("posted_date", LONGEST_DAYS, business_date)).join(
        held, on="customer_id", how="inner"
    )
    flows, circle, ratios = _flows(business_date), _circle(business_date), _ratios()
    by_days = _days(recent).groupBy("party_id").agg(*named(flows))
    by_contacts = _contacts(recent).groupBy("party_id").agg(*named(circle))
    measured = by_days.join(by_contacts, on="party_id", how="left").select("*", *named(ratios))
    return each_customer(held, measured, (*flows, *circle, *ratios))


def _days(recent: DataFrame) -> DataFrame:
    """One row per party and day: flows by direction and by channel."""
    measures: dict[str, Column] = {}
    for flow, code in DIRECTIONS.items():
        is_meant = F.col("direction_code") == code
        measures |= {
            f"{flow}_count": count_where(is_meant),
            f"{flow}_amount": sum_where("amount", is_meant),
            f"{flow}_max_amount": F.max(F.when(is_meant, F.col("amount"))),
        }
    for channel in CHANNELS:
        is_meant = F.col("channel_code") == channel.upper()
        measures |= {f"{channel}_count": count_where(is_meant), f"{channel}_amount": sum_where("amount", is_meant)}
    hour = F.hour("transaction_at")
    measures["night_count"] = count_where((hour >= NIGHT_FROM) | (hour < NIGHT_TO))
    return recent.groupBy("party_id", "posted_date").agg(*named(measures))


def _flows(business_date: datetime.date) -> dict[str, Column]:
    """What each window holds, made of days."""
    measures: dict[str, Column] = {}
    for days in WINDOWS_DAYS:
        within = is_within("posted_date", days, business_date)
        for flow in DIRECTIONS:
            moved = within & (F.col(f"{flow}_count") > 0)
            measures |= {
                f"{flow}_{days}_days_count": _total(f"{flow}_count", within),
                f"{flow}_{days}_days_amount": sum_where(f"{flow}_amount", within),
                f"{flow}_{days}_days_max_amount": F.max(F.when(within, F.col(f"{flow}_max_amount"))),
                f"{flow}_{days}_days_active_days": count_where(moved),
            }
        for channel in CHANNELS:
            measures |= {
                f"{channel}_{days}_days_count": _total(f"{channel}_count", within),
                f"{channel}_{days}_days_amount": sum_where(f"{channel}_amount", within),
            }
        measures |= {
            f"night_{days}_days_count": _total("night_count", within),
            f"weekend_{days}_days_active_days": count_where(within & F.dayofweek("posted_date").isin(1, 7)),
        }
    return {**measures, "last_transaction_date": F.max("posted_date")}


def _total(name: str, condition: Column) -> Column:
    return F.sum(F.when(condition, F.col(name)).otherwise(0)).cast("int")


def _contacts(recent: DataFrame) -> DataFrame:
    """The latest day on which a party paid to, or was paid by, each account of others."""
    latest = {
        f"last_{flow}_date": F.max(F.when(F.col("direction_code") == code, F.col("posted_date")))
        for flow, code in DIRECTIONS.items()
    }
    known = recent.where(F.col("counterparty_account_id").isNotNull())
    contacts = known.groupBy("party_id", "counterparty_account_id").agg(*named(latest))
    return contacts.withColumn("last_date", F.greatest("last_in_date", "last_out_date"))


def _circle(business_date: datetime.date) -> dict[str, Column]:
    return {
        f"{kind}counterparty_{days}_days_count": count_where(is_within(f"last_{kind}date", days, business_date))
        for days in WINDOWS_DAYS
        for kind in ("", "in_", "out_")
    }


def _ratios() -> dict[str, Column]:
    """Net flows, means, and what share of a longer window's flow a shorter one has."""
    nets = {
        f"net_{days}_days_amount": F.col(f"in_{days}_days_amount") - F.col(f"out_{days}_days_amount")
        for days in WINDOWS_DAYS
    }
    means = {
        f"{flow}_{days}_days_mean_amount": F.try_divide(f"{flow}_{days}_days_amount", f"{flow}_{days}_days_count")
        for flow in DIRECTIONS
        for days in WINDOWS_DAYS
    }
    trends = {
        f"{flow}_{short}_of_{long}_days_rate": F.try_divide(f"{flow}_{short}_days_amount", f"{flow}_{long}_days_amount")
        for flow in DIRECTIONS
        for short, long in TRENDS_DAYS
    }
    amounts = {name: amount.cast(AMOUNT) for name, amount in {**nets, **means}.items()}
    return {**amounts, **{name: share.cast("double") for name, share in trends.items()}}
