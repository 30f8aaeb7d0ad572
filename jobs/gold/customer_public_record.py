"""What courts have said of the customer, and what stands on the bank's risk list."""

from __future__ import annotations

import datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.gold.holders import count_where, each_customer, holders, named, sum_where

YEAR_DAYS = 365


def build(
    party_xref: DataFrame, court_record: DataFrame, risk_list: DataFrame, business_date: datetime.date
) -> DataFrame:
    """One row per customer party: judgments given, entries that stand on the business date."""
    held = holders(party_xref)
    courts, lists = _courts(business_date), _lists()
    named_in = party_xref.where(F.col("source_system_code") == "court_vendor").select(
        "party_id", F.col("source_record_id").alias("record_id")
    )
    known = court_record.where(F.col("published_date") <= F.lit(business_date))
    judged = known.join(named_in, on="record_id", how="inner").groupBy("party_id").agg(*named(courts))
    listed = risk_list.where(F.col("is_active") & F.col("party_id").isNotNull())
    listed = listed.groupBy("party_id").agg(*named(lists))
    measured = judged.join(listed, on="party_id", how="full")
    unknown = [name for name in courts if name.endswith("_date")]
    counted = [name for name in (*courts, *lists) if name not in unknown]
    any_entry = F.coalesce(F.col("active_black_entry_count") + F.col("active_grey_entry_count"), F.lit(0)) > 0
    return each_customer(held, measured, counted, [*unknown, any_entry.alias("has_active_risk_entry")])


def _courts(business_date: datetime.date) -> dict[str, Column]:
    today = F.lit(business_date)
    is_judgment = F.col("record_type_code") == "JUDGMENT"
    stands = F.col("removed_date").isNull() | (F.col("removed_date") > today)
    is_recent = F.col("published_date") > F.lit(business_date - datetime.timedelta(days=YEAR_DAYS))
    return {
        "judgment_count": count_where(is_judgment),
        "judgment_365_days_count": count_where(is_judgment & is_recent),
        "judgment_amount": sum_where("judgment_amount", is_judgment & F.col("judgment_amount").isNotNull()),
        "dishonest_debtor_count": count_where(~is_judgment & stands),
        "removed_dishonest_debtor_count": count_where(~is_judgment & ~stands),
        "last_judgment_date": F.max(F.when(is_judgment, F.col("published_date"))),
        "last_dishonest_debtor_date": F.max(F.when(~is_judgment, F.col("published_date"))),
    }


def _lists() -> dict[str, Column]:
    return {
        "active_black_entry_count": count_where(F.col("list_type_code") == "BLACK"),
        "active_grey_entry_count": count_where(F.col("list_type_code") == "GREY"),
    }
