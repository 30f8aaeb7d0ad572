"""What courts have said of each organisation, and the level and active entries that every product has of it."""

from __future__ import annotations

import datetime

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.gold.court_measures import court_measures, judged_parties
from jobs.gold.customer_public_record import ENTRIES, LEVEL
from jobs.gold.holders import measures_of

REGISTER = "open_data"


def build(
    party: DataFrame,
    party_xref: DataFrame,
    court_record: DataFrame,
    risk_level: DataFrame,
    business_date: datetime.date,
) -> DataFrame:
    """One row per party that is an organisation: judgments given, entries that stand on the business date."""
    judged = judged_parties(party_xref, court_record, business_date)
    registered = party_xref.where(F.col("source_system_code") == REGISTER).groupBy("party_id")
    firms = party.where(F.col("party_type_code") == "ORGANISATION")
    for beside in (registered.agg(F.min("record_id").alias("register_record_id")), judged):
        firms = firms.join(beside, on="party_id", how="left")
    measured = firms.join(risk_level.select("party_id", *ENTRIES, *LEVEL), on="party_id", how="left")
    return measured.select(
        "party_id",
        "credit_code",
        F.col("full_name").alias("enterprise_name"),
        "register_record_id",
        "record_count",
        *measures_of((*court_measures(business_date), *ENTRIES)),
        (F.col("active_black_entry_count") + F.col("active_grey_entry_count") > 0).alias("has_active_risk_entry"),
        *LEVEL,
    )
