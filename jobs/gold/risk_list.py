"""One library of risk entries: every reason in the same shape, with evidence, validity and review.

Validity follows the credit-reporting regulation (征信业管理条例, article 16): bad information is kept five years from
the day the act ended. An act that goes on has no such day yet, so its five years count from the business date.
"""

from __future__ import annotations

import datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.gold.days_past_due import days_past_due, settled_date

KEPT_MONTHS = 60
REVIEW_MONTHS = 12
OVERDUE_DAYS = 90
FACTS = ("evidence_reference", "party_id", "subject_name", "valid_from_date", "ended_date")


def build(
    court_record: DataFrame,
    loan: DataFrame,
    repayment: DataFrame,
    sanction_entry: DataFrame,
    party_xref: DataFrame,
    party_record: DataFrame,
    business_date: datetime.date,
) -> DataFrame:
    """One row per entry; entries of later days are not known yet and left out."""
    court = _court_facts(court_record, party_xref, business_date)
    overdue = _overdue_facts(loan, repayment, party_xref, party_record, business_date)
    is_judgment = F.col("record_type_code") == "JUDGMENT"
    entries = [
        _entries(court.where(is_judgment), "GREY", "COURT_JUDGMENT", "silver.court_record"),
        _entries(court.where(~is_judgment), "BLACK", "DISHONEST_DEBTOR", "silver.court_record"),
        _entries(overdue, "BLACK", "LOAN_OVERDUE_90", "silver.loan"),
        _entries(_sanction_facts(sanction_entry, business_date), "BLACK", "SANCTION", "silver.sanction_entry"),
    ]
    library = entries[0]
    for more in entries[1:]:
        library = library.unionByName(more)
    return _with_validity(library.where(F.col("valid_from_date") <= F.lit(business_date)), business_date)


def _entries(facts: DataFrame, list_type_code: str, reason_code: str, source_name: str) -> DataFrame:
    return facts.select(
        F.concat(F.lit(f"{reason_code}:"), F.col("evidence_reference")).alias("entry_id"),
        F.lit(list_type_code).alias("list_type_code"),
        F.lit(reason_code).alias("reason_code"),
        F.lit(source_name).alias("source_name"),
        *FACTS,
    )


def _with_validity(library: DataFrame, business_date: datetime.date) -> DataFrame:
    """Add until when each entry is kept, when it is reviewed, and whether it counts on the business date."""
    today = F.lit(business_date)
    valid_to = F.add_months(F.coalesce(F.col("ended_date"), today), KEPT_MONTHS)
    is_withdrawn = (F.col("reason_code") == "DISHONEST_DEBTOR") & F.col("ended_date").isNotNull()
    return library.select(
        "entry_id",
        "party_id",
        "list_type_code",
        "reason_code",
        "subject_name",
        "source_name",
        "evidence_reference",
        "valid_from_date",
        "ended_date",
        valid_to.alias("valid_to_date"),
        _next_review(business_date).alias("review_due_date"),
        ((today <= valid_to) & ~is_withdrawn).alias("is_active"),
    )


def _next_review(business_date: datetime.date) -> Column:
    """The first anniversary of the entry after the business date."""
    years = F.floor(F.months_between(F.lit(business_date), F.col("valid_from_date")) / REVIEW_MONTHS) + 1
    return F.add_months(F.col("valid_from_date"), (years * REVIEW_MONTHS).cast("int"))


def _court_facts(court_record: DataFrame, party_xref: DataFrame, business_date: datetime.date) -> DataFrame:
    """Judgments end the day they are given; list entries the day they are taken off, once that day has come."""
    parties = _parties(party_xref, "court_vendor")
    removed = F.when(F.col("removed_date") <= F.lit(business_date), F.col("removed_date"))
    ended = F.when(F.col("record_type_code") == "JUDGMENT", F.col("published_date")).otherwise(removed)
    return court_record.join(parties, F.col("record_id") == F.col("source_record_id"), how="left").select(
        "record_type_code",
        F.col("record_id").alias("evidence_reference"),
        "party_id",
        F.col("party_name").alias("subject_name"),
        F.col("published_date").alias("valid_from_date"),
        ended.alias("ended_date"),
    )


def _overdue_facts(
    loan: DataFrame,
    repayment: DataFrame,
    party_xref: DataFrame,
    party_record: DataFrame,
    business_date: datetime.date,
) -> DataFrame:
    """Loans with an instalment ever more than 90 days past due: from its 91st day until the last of them was paid."""
    overdue = repayment.where(days_past_due(F.lit(business_date), business_date) > OVERDUE_DAYS)
    settled = settled_date(business_date)
    spans = overdue.groupBy("loan_id").agg(
        F.min(F.date_add(F.col("due_date"), OVERDUE_DAYS + 1)).alias("valid_from_date"),
        F.when(F.count(settled) == F.count(F.lit(1)), F.max(settled)).alias("ended_date"),
    )
    names = party_record.select(F.col("record_id").alias("party_record_id"), F.col("full_name").alias("subject_name"))
    borrowers = _parties(party_xref, "core_bank").join(names, on="party_record_id", how="left")
    return (
        spans.join(loan.select("loan_id", "customer_id"), on="loan_id", how="inner")
        .join(borrowers, F.col("customer_id") == F.col("source_record_id"), how="left")
        .withColumnRenamed("loan_id", "evidence_reference")
        .select(*FACTS)
    )


def _sanction_facts(sanction_entry: DataFrame, business_date: datetime.date) -> DataFrame:
    """The list tells no day: an entry holds as long as it stands. A name alone never makes it somebody's."""
    return sanction_entry.select(
        F.col("sanction_entry_id").alias("evidence_reference"),
        F.lit(None).cast("string").alias("party_id"),
        F.col("full_name").alias("subject_name"),
        F.lit(business_date).alias("valid_from_date"),
        F.lit(None).cast("date").alias("ended_date"),
    )


def _parties(party_xref: DataFrame, source_system_code: str) -> DataFrame:
    records = party_xref.where(F.col("source_system_code") == source_system_code)
    return records.select(F.col("record_id").alias("party_record_id"), "source_record_id", "party_id")
