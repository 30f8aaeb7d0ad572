"""Loans long overdue as facts of the risk list."""

from __future__ import annotations

import datetime

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.gold.days_past_due import days_past_due, settled_date
from jobs.risk.entry_facts import declared_facts, facts_of
from jobs.risk.policy import RiskPolicy
from jobs.risk.subject import subject_token

OVERDUE_DAYS = 90
OVERDUE = f"LOAN_OVERDUE_{OVERDUE_DAYS}"


def overdue_entries(
    loan: DataFrame,
    repayment: DataFrame,
    party_record: DataFrame,
    policy: RiskPolicy,
    key: str,
    business_date: datetime.date,
) -> DataFrame:
    """Loans with an instalment ever more than 90 days past due: from its 91st day until the last of them was paid."""
    borrowed = _spans(repayment, business_date).join(loan.select("loan_id", "customer_id"), on="loan_id", how="inner")
    borrower = F.concat(F.lit("core_bank:"), F.col("customer_id"))
    known = borrowed.withColumn("record_id", borrower).join(_borrowers(party_record), on="record_id", how="left")
    return facts_of(
        known,
        declared_facts(policy, OVERDUE, F.col("loan_id"))
        | {
            "source_code": F.lit("LOAN"),
            "subject_type_code": F.coalesce("party_type_code", F.lit("PERSON")),
            "subject_name": F.col("full_name"),
            "birth_date": F.col("birth_date"),
            "id_token": subject_token("id_number", F.col("id_number"), key),
            "record_id": F.col("record_id"),
            "valid_from_date": F.col("since_date"),
            "event_ended_date": F.col("paid_date"),
        },
    )


def _spans(repayment: DataFrame, business_date: datetime.date) -> DataFrame:
    overdue = repayment.where(days_past_due(F.lit(business_date), business_date) > OVERDUE_DAYS)
    settled = settled_date(business_date)
    return overdue.groupBy("loan_id").agg(
        F.min(F.date_add(F.col("due_date"), OVERDUE_DAYS + 1)).alias("since_date"),
        F.when(F.count(settled) == F.count(F.lit(1)), F.max(settled)).alias("paid_date"),
    )


def _borrowers(party_record: DataFrame) -> DataFrame:
    return party_record.select("record_id", "party_type_code", "full_name", "birth_date", "id_number")
