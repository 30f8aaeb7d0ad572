"""Persons and firms named by the court-data vendor as party records."""

from __future__ import annotations

import datetime
from functools import reduce
from operator import and_

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from jobs.identity import citizen_id
from jobs.identity.party_number import with_party_number
from jobs.identity.record_day import record_day
from jobs.identity.text import person_name, plain_number

OTHER_ROW = "silver.court_record keeps another row of its number"
NAMING = ("full_name", "id_number", "credit_code")


def build(
    court_vendor_judgments: DataFrame,
    court_vendor_dishonest_debtors: DataFrame,
    court_record: DataFrame,
    business_date: datetime.date,
) -> DataFrame:
    """One record per judgment or list entry; its number is the record_id of silver.court_record.

    Of several rows with one number the record names whom ``court_record`` names, so nobody is told the judgment of
    another; a number of which it keeps no row keeps its party all the same.
    """
    named = _named(court_vendor_judgments, "JUDGMENT", "case_number", "judgment_date").unionByName(
        _named(court_vendor_dishonest_debtors, "DISHONEST_DEBTOR", "record_number", "published_date")
    )
    parties = with_party_number(named, "party_name", "written_number", business_date).select(
        F.concat(F.lit("court_vendor:"), F.col("source_record_id")).alias("record_id"),
        F.lit("court_vendor").alias("source_system_code"),
        "source_record_id",
        "party_type_code",
        person_name(F.col("party_name")).alias("full_name"),
        "id_number",
        "id_issue_code",
        citizen_id.birth_date(F.col("id_number")).alias("birth_date"),
        citizen_id.gender_code(F.col("id_number")).alias("gender_code"),
        *(F.lit(None).cast("string").alias(name) for name in ("mobile_phone", "address_text", "division_code")),
        "credit_code",
        record_day(F.col("published_date"), business_date).alias("as_of_date"),
    )
    return _as_kept(parties, court_record)


def _as_kept(parties: DataFrame, court_record: DataFrame) -> DataFrame:
    """The rows with why they are left out: those that name another person or firm than the row that was kept."""
    kept = court_record.select(
        F.col("record_id").alias("source_record_id"),
        F.col("party_name").alias("kept_full_name"),
        F.col("id_number").alias("kept_id_number"),
        F.col("credit_code").alias("kept_credit_code"),
        F.lit(True).alias("is_kept"),
    )
    named_alike = reduce(and_, (F.col(name).eqNullSafe(F.col(f"kept_{name}")) for name in NAMING), F.col("is_kept"))
    beside = parties.join(kept, on="source_record_id", how="left")
    judged = beside.withColumn("is_named_alike", F.coalesce(named_alike, F.lit(False)))
    return judged.select(*(F.col(name) for name in parties.columns), _left_out().alias("_filtered"))


def _left_out() -> Column:
    """Null where it stays; a repaired record may name nobody as sent, and then every row of its number stays."""
    is_any_alike = F.max("is_named_alike").over(Window.partitionBy("source_record_id"))
    return F.when(is_any_alike & ~F.col("is_named_alike"), OTHER_ROW)


def _named(records: DataFrame, record_type_code: str, number: str, published_date: str) -> DataFrame:
    source_record_id = F.concat(F.lit(f"{record_type_code}:"), plain_number(F.col(number)))
    return records.select(
        source_record_id.alias("source_record_id"),
        "party_name",
        F.col("id_number").alias("written_number"),
        F.col(published_date).alias("published_date"),
    )
