"""What courts have said of the customer, and the level and active entries that every product has of it."""

from __future__ import annotations

import datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.gold.holders import count_where, each_customer, holders, named, sum_where
from jobs.gold.windows import LONGEST_DAYS, is_within

ENTRIES = ("active_black_entry_count", "active_grey_entry_count", "active_white_entry_count")
LEVEL = ("has_open_appeal", "risk_level")


def build(
    party_xref: DataFrame, court_record: DataFrame, risk_level: DataFrame, business_date: datetime.date
) -> DataFrame:
    """One row per customer party: judgments given, entries that stand on the business date."""
    held = holders(party_xref)
    courts = _courts(business_date)
    named_in = party_xref.where(F.col("source_system_code") == "court_vendor").select(
        "party_id", F.col("source_record_id").alias("record_id")
    )
    known = court_record.where(F.col("published_date") <= F.lit(business_date))
    judged = known.join(named_in, on="record_id", how="inner").groupBy("party_id").agg(*named(courts))
    measured = risk_level.select("party_id", *ENTRIES, *LEVEL).join(judged, on="party_id", how="left")
    any_entry = F.coalesce(F.col("active_black_entry_count") + F.col("active_grey_entry_count"), F.lit(0)) > 0
    return each_customer(held, measured, (*courts, *ENTRIES), (any_entry.alias("has_active_risk_entry"), *LEVEL))


def _courts(business_date: datetime.date) -> dict[str, Column]:
    today = F.lit(business_date)
    is_judgment = F.col("record_type_code") == "JUDGMENT"
    stands = F.col("removed_date").isNull() | (F.col("removed_date") > today)
    is_recent = is_within("published_date", LONGEST_DAYS, business_date)
    return {
        "judgment_count": count_where(is_judgment),
        "judgment_365_days_count": count_where(is_judgment & is_recent),
        "judgment_amount": sum_where("judgment_amount", is_judgment & F.col("judgment_amount").isNotNull()),
        "dishonest_debtor_count": count_where(~is_judgment & stands),
        "removed_dishonest_debtor_count": count_where(~is_judgment & ~stands),
        "last_judgment_date": F.max(F.when(is_judgment, F.col("published_date"))),
        "last_dishonest_debtor_date": F.max(F.when(~is_judgment, F.col("published_date"))),
    }
