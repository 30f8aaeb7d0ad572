"""What courts have said of the customer, and the level and active entries that every product has of it."""

from __future__ import annotations

import datetime

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.gold.court_measures import court_measures, judged_parties
from jobs.gold.holders import each_customer, holders

ENTRIES = ("active_black_entry_count", "active_grey_entry_count", "active_white_entry_count")
LEVEL = ("has_open_appeal", "risk_level")


def build(
    party_xref: DataFrame, court_record: DataFrame, risk_level: DataFrame, business_date: datetime.date
) -> DataFrame:
    """One row per customer party: judgments given, entries that stand on the business date."""
    judged = judged_parties(party_xref, court_record, business_date)
    measured = [risk_level.select("party_id", *ENTRIES, *LEVEL), judged]
    any_entry = F.coalesce(F.col("active_black_entry_count") + F.col("active_grey_entry_count"), F.lit(0)) > 0
    names = (*court_measures(business_date), *ENTRIES)
    return each_customer(holders(party_xref), measured, names, (any_entry.alias("has_active_risk_entry"), *LEVEL))
