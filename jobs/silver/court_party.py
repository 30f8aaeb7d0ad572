"""Persons and firms named by the court-data vendor as party records."""

from __future__ import annotations

import datetime

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.identity import citizen_id
from jobs.identity.party_number import with_party_number
from jobs.identity.record_day import record_day
from jobs.identity.text import person_name, present


def build(
    court_vendor_judgments: DataFrame, court_vendor_dishonest_debtors: DataFrame, business_date: datetime.date
) -> DataFrame:
    """One record per judgment or list entry; its number is the record_id of silver.court_record."""
    named = _named(court_vendor_judgments, "JUDGMENT", "case_number", "judgment_date").unionByName(
        _named(court_vendor_dishonest_debtors, "DISHONEST_DEBTOR", "record_number", "published_date")
    )
    return with_party_number(named, "party_name", "written_number", business_date).select(
        F.concat(F.lit("court_vendor:"), F.col("source_record_id")).alias("record_id"),
        F.lit("court_vendor").alias("source_system_code"),
        "source_record_id",
        "party_type_code",
        person_name(F.col("party_name")).alias("full_name"),
        "id_number",
        "id_issue_code",
        citizen_id.birth_date(F.col("id_number")).alias("birth_date"),
        citizen_id.gender_code(F.col("id_number")).alias("gender_code"),
        F.lit(None).cast("string").alias("mobile_phone"),
        F.lit(None).cast("string").alias("address_text"),
        F.lit(None).cast("string").alias("division_code"),
        "credit_code",
        record_day(F.col("published_date"), business_date).alias("as_of_date"),
    )


def _named(records: DataFrame, record_type_code: str, number: str, published_date: str) -> DataFrame:
    source_record_id = F.concat(F.lit(f"{record_type_code}:"), present(F.col(number)))
    return records.select(
        source_record_id.alias("source_record_id"),
        "party_name",
        F.col("id_number").alias("written_number"),
        F.col(published_date).alias("published_date"),
    )
