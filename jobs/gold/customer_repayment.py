"""How the customer pays instalments, as known on the business date."""

from __future__ import annotations

import datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.gold.days_past_due import days_past_due, settled_date
from jobs.gold.holders import count_where, each_customer, holders, named, sum_where
from jobs.gold.windows import WINDOWS_DAYS, is_within
from jobs.risk.overdue_entries import OVERDUE
from jobs.risk.policy import read_policy
from jobs.risk.validity import is_kept

# Days past due from which an instalment counts as seriously late.
SERIOUS_DAYS = (30, 60, 90)


def build(party_xref: DataFrame, loan: DataFrame, repayment: DataFrame, business_date: datetime.date) -> DataFrame:
    """One row per customer party: instalments due, late and overdue, ever and in windows of due dates.

    That an instalment was late is told as long as the risk policy keeps a loan that was overdue, from the day it was
    paid. What falls due on the business date is due, and overdue from the next day on.
    """
    held = holders(party_xref)
    borrowers = held.join(loan.select("loan_id", "customer_id"), on="customer_id", how="inner")
    late_days = days_past_due(F.lit(business_date), business_date)
    settled = settled_date(business_date)
    is_told = is_kept(read_policy().reasons[OVERDUE], settled, business_date)
    instalments = (
        repayment.where(F.col("due_date") <= F.lit(business_date))
        .join(borrowers, on="loan_id", how="inner")
        .select(
            "party_id",
            "due_date",
            "due_amount",
            settled.alias("settled_date"),
            F.when(is_told, late_days).otherwise(0).alias("late_days"),
            F.when(settled.isNull(), late_days).otherwise(0).alias("open_days"),
            _unpaid_amount(business_date).alias("unpaid_amount"),
        )
    )
    measures = {**_ever(), **_in_windows(business_date)}
    return each_customer(held, [instalments.groupBy("party_id").agg(*named(measures))], measures)


def _ever() -> dict[str, Column]:
    late, is_overdue = F.col("late_days"), F.col("open_days") > 0
    return {
        "instalment_due_count": F.count(F.lit(1)).cast("int"),
        "instalment_late_count": count_where(late > 0),
        "instalment_overdue_count": count_where(is_overdue),
        "worst_days_past_due": F.max("late_days"),
        "current_days_past_due": F.max("open_days"),
        **{f"over_{days}_days_late_count": count_where(late > days) for days in SERIOUS_DAYS},
        "due_amount": sum_where("due_amount", F.lit(True)),
        "overdue_amount": sum_where("unpaid_amount", is_overdue),
        "last_settled_date": F.max("settled_date"),
        "last_late_date": F.max(F.when(late > 0, F.col("due_date"))),
    }


def _in_windows(business_date: datetime.date) -> dict[str, Column]:
    measures: dict[str, Column] = {}
    for days in WINDOWS_DAYS:
        within = is_within("due_date", days, business_date)
        measures |= {
            f"instalment_due_{days}_days_count": count_where(within),
            f"instalment_late_{days}_days_count": count_where(within & (F.col("late_days") > 0)),
            f"instalment_due_{days}_days_amount": sum_where("due_amount", within),
            f"instalment_unpaid_{days}_days_amount": sum_where("unpaid_amount", within),
            f"worst_{days}_days_days_past_due": F.max(F.when(within, F.col("late_days"))),
        }
    return measures


def _unpaid_amount(business_date: datetime.date) -> Column:
    """What is missing of the amount due; a payment after the business date is not known yet."""
    is_known = F.coalesce(F.col("paid_date"), F.lit(business_date)) <= F.lit(business_date)
    paid = F.when(is_known, F.coalesce(F.col("paid_amount"), F.lit(0))).otherwise(F.lit(0))
    return F.greatest(F.col("due_amount") - paid, F.lit(0)).cast("decimal(18,2)")
