"""One risk level for every party, the same in every product."""

from __future__ import annotations

import datetime

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.gold.days_past_due import days_past_due, settled_date
from jobs.gold.holders import holders
from jobs.risk.level import risk_levels
from jobs.risk.policy import read_policy


def build(
    party: DataFrame,
    party_xref: DataFrame,
    risk_list: DataFrame,
    loan: DataFrame,
    repayment: DataFrame,
    credit_score: DataFrame,
    business_date: datetime.date,
) -> DataFrame:
    """Every party of the golden record by what is active against it, what it owes and what its score says."""
    owed = _owed(party_xref, loan, repayment, business_date)
    signals = owed.join(credit_score.select("party_id", "zone_code"), on="party_id", how="full")
    return risk_levels(party, risk_list, signals, read_policy())


def _owed(party_xref: DataFrame, loan: DataFrame, repayment: DataFrame, business_date: datetime.date) -> DataFrame:
    """Days past due of the oldest unpaid instalment of each party that has one."""
    is_due = F.col("due_date") < F.lit(business_date)
    unpaid = repayment.where(is_due & settled_date(business_date).isNull())
    late = days_past_due(F.lit(business_date), business_date)
    by_loan = unpaid.groupBy("loan_id").agg(F.max(late).alias("days_past_due"))
    held = loan.select("loan_id", "customer_id").join(holders(party_xref), on="customer_id", how="inner")
    return (
        by_loan.join(held, on="loan_id", how="inner")
        .groupBy("party_id")
        .agg(F.max("days_past_due").alias("days_past_due"))
    )
