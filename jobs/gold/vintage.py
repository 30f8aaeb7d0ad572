"""How the loans to people of one month of origination turned bad as they grew older."""

from __future__ import annotations

import datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.gold.days_past_due import first_day_over
from jobs.gold.loan_outcome import BAD_AFTER_DAYS, FIRM_PRODUCT, WINDOW_MONTHS
from jobs.gold.measures import MEASURE, amounted, by_each_measure, counted, measured_share

LONGEST_MONTHS = 24


def build(loan: DataFrame, repayment: DataFrame, business_date: datetime.date) -> DataFrame:
    """One row per month of origination, months on book and measure.

    A loan is observed once it has been on book so long; it is bad if it was more than 30 days past due by then, the
    rule of ``gold.loan_outcome``. The amount is what was lent, for good and bad alike.
    """
    is_bad = F.coalesce(F.col("first_bad_date") <= F.col("reached_date"), F.lit(False))
    lent = F.col("principal_amount")
    vintages = (
        _aged(loan, repayment, business_date)
        .groupBy("origination_month_date", "on_book_months")
        .agg(
            F.count(F.lit(1)).alias("observed_count"),
            F.count_if(is_bad).alias("bad_count"),
            F.sum(lent).alias("observed_amount"),
            F.sum(F.when(is_bad, lent).otherwise(F.lit(0))).alias("bad_amount"),
        )
    )
    return by_each_measure(vintages).select(
        "origination_month_date",
        "on_book_months",
        MEASURE,
        counted("observed_count"),
        counted("bad_count"),
        amounted("observed_amount"),
        amounted("bad_amount"),
        measured_share(("bad_count", "observed_count"), ("bad_amount", "observed_amount")).alias("bad_rate"),
        _all_have_reached(F.col("on_book_months"), business_date).alias("is_complete"),
        _all_have_reached(F.lit(WINDOW_MONTHS), business_date).alias("is_mature"),
    )


def _aged(loan: DataFrame, repayment: DataFrame, business_date: datetime.date) -> DataFrame:
    """Every loan to a person once for each month that it has been on book, with the day on which it turned bad."""
    first_bad = repayment.groupBy("loan_id").agg(
        F.min(first_day_over(BAD_AFTER_DAYS, business_date)).alias("first_bad_date")
    )
    ages = F.explode(F.sequence(F.lit(1), F.lit(LONGEST_MONTHS))).alias("on_book_months")
    return (
        loan.where(~F.col("product_code").eqNullSafe(FIRM_PRODUCT))
        .join(first_bad, on="loan_id", how="left")
        .select("originated_date", "principal_amount", "first_bad_date", ages)
        .withColumn("reached_date", F.add_months("originated_date", F.col("on_book_months")))
        .where(F.col("reached_date") <= F.lit(business_date))
        .withColumn("origination_month_date", F.trunc("originated_date", "month"))
    )


def _all_have_reached(months: Column, business_date: datetime.date) -> Column:
    """Whether also what was lent on the last day of the month has been on book so long."""
    return F.add_months(F.last_day("origination_month_date"), months) <= F.lit(business_date)
