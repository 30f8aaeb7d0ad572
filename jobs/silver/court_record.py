"""Judgments and dishonest-debtor entries of the court-data vendor in one shape."""

from __future__ import annotations

import datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.identity.party_number import with_party_number
from jobs.identity.text import person_name, plain_amount, plain_number, present


def build(
    court_vendor_judgments: DataFrame, court_vendor_dishonest_debtors: DataFrame, business_date: datetime.date
) -> DataFrame:
    """One row per row sent. Days and amounts stay text: what is none goes to quarantine by the contract."""
    judgments = _numbered(court_vendor_judgments, business_date).select(
        *_identity("JUDGMENT", "case_number"),
        present(F.col("cause")).alias("subject_text"),
        present(F.col("judgment_date")).alias("published_date"),
        F.lit(None).cast("string").alias("removed_date"),
        plain_amount(F.col("judgment_amount")).alias("judgment_amount"),
        present(F.col("status")).alias("status_name"),
    )
    entries = _numbered(court_vendor_dishonest_debtors, business_date).select(
        *_identity("DISHONEST_DEBTOR", "record_number"),
        present(F.col("duty")).alias("subject_text"),
        present(F.col("published_date")).alias("published_date"),
        present(F.col("removed_date")).alias("removed_date"),
        F.lit(None).cast("string").alias("judgment_amount"),
        present(F.col("performance_status")).alias("status_name"),
    )
    return judgments.unionByName(entries)


def _numbered(records: DataFrame, business_date: datetime.date) -> DataFrame:
    written = records.withColumnRenamed("id_number", "written_number")
    return with_party_number(written, "party_name", "written_number", business_date)


def _identity(record_type_code: str, number: str) -> tuple[str | Column, ...]:
    """What both kinds of record say alike: number, person or firm, court."""
    record_number = plain_number(F.col(number))
    return (
        F.concat(F.lit(f"{record_type_code}:"), record_number).alias("record_id"),
        F.lit(record_type_code).alias("record_type_code"),
        record_number.alias("record_number"),
        "party_type_code",
        person_name(F.col("party_name")).alias("party_name"),
        "id_number",
        "credit_code",
        present(F.col("court_name")).alias("court_name"),
    )
