"""Where loans moved from one month end to the next: the roll rates between buckets of days past due."""

from __future__ import annotations

import datetime

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from jobs.gold.days_past_due import settled_date
from jobs.gold.measures import MEASURE, amounted, by_each_measure, counted, measured_share

MONTHS = 12
# Bucket by the most days past due that still belong to it.
BUCKETS = {"CURRENT": 0, "DAYS_1_TO_30": 30, "DAYS_31_TO_60": 60, "DAYS_61_TO_90": 90}
BEYOND, SETTLED = "OVER_90_DAYS", "SETTLED"
# What a loan shows at the month end after, by its name there.
AFTER = {"bucket_code": "to_bucket_code", "month_end_date": "month_end_date"}
MOVE = ("month_end_date", "product_code", "from_bucket_code")


def build(loan: DataFrame, repayment: DataFrame, business_date: datetime.date) -> DataFrame:
    """One row per month end, product, bucket before, bucket after and measure, for the last 12 whole months.

    A loan that was settled before starts no move. The amount is what was lent, since the core bank tells what is owed
    as of today only.
    """
    moves = (
        _moves(_standings(loan, repayment, month_ends(business_date), business_date))
        .groupBy(*MOVE, "to_bucket_code")
        .agg(F.count(F.lit(1)).alias("moved_count"), F.sum("principal_amount").alias("moved_amount"))
    )
    whole = Window.partitionBy(*MOVE)
    with_wholes = moves.withColumns(
        {"from_count": F.sum("moved_count").over(whole), "from_amount": F.sum("moved_amount").over(whole)}
    )
    return by_each_measure(with_wholes).select(
        *MOVE,
        "to_bucket_code",
        MEASURE,
        counted("from_count"),
        counted("moved_count"),
        amounted("from_amount"),
        amounted("moved_amount"),
        measured_share(("moved_count", "from_count"), ("moved_amount", "from_amount")).alias("transition_rate"),
    )


def month_ends(business_date: datetime.date) -> list[datetime.date]:
    """The ends of the last whole months up to the business date, one more than there are moves, oldest first."""
    day_after, one = business_date + datetime.timedelta(days=1), datetime.timedelta(days=1)
    found = [day_after.replace(day=1) - one]
    while len(found) <= MONTHS:
        found.append(found[-1].replace(day=1) - one)
    return sorted(found)


def _standings(
    loan: DataFrame, repayment: DataFrame, ends: list[datetime.date], business_date: datetime.date
) -> DataFrame:
    """Every loan at every month end since its origination, with its bucket."""
    dated = repayment.withColumn("settled_date", settled_date(business_date))
    settled = dated.groupBy("loan_id").agg(
        F.count("settled_date").alias("settled_count"), F.max("settled_date").alias("last_settled_date")
    )
    is_over = (F.col("settled_count") >= F.col("term_months")) & (F.col("last_settled_date") <= F.col("month_end_date"))
    return (
        loan.select("loan_id", "product_code", "principal_amount", "term_months", "originated_date", _each(ends))
        .where(F.col("originated_date") <= F.col("month_end_date"))
        .join(settled, on="loan_id", how="left")
        .join(_late(dated, ends), on=["loan_id", "month_end_date"], how="left")
        .withColumn("bucket_code", F.when(is_over, F.lit(SETTLED)).otherwise(_bucket(F.col("late_days"))))
    )


def _late(dated: DataFrame, ends: list[datetime.date]) -> DataFrame:
    """Loans with an instalment past due at a month end, with the days of the oldest one."""
    is_late = F.col("settled_date").isNull() | (F.col("settled_date") > F.col("due_date"))
    is_open = F.col("settled_date").isNull() | (F.col("settled_date") > F.col("month_end_date"))
    at_ends = dated.where(is_late).select("loan_id", "due_date", "settled_date", _each(ends))
    return (
        at_ends.where((F.col("due_date") < F.col("month_end_date")) & is_open)
        .groupBy("loan_id", "month_end_date")
        .agg(F.max(F.date_diff("month_end_date", "due_date")).alias("late_days"))
    )


def _moves(standings: DataFrame) -> DataFrame:
    """Every loan from each month end to the one after it; the last one starts no move."""
    onwards = Window.partitionBy("loan_id").orderBy("month_end_date")
    following = (F.lead(name).over(onwards).alias(as_) for name, as_ in AFTER.items())
    moves = standings.select(
        "product_code", "principal_amount", F.col("bucket_code").alias("from_bucket_code"), *following
    )
    return moves.where((F.col("from_bucket_code") != SETTLED) & F.col("month_end_date").isNotNull())


def _each(ends: list[datetime.date]) -> Column:
    return F.explode(F.array(*map(F.lit, ends))).alias("month_end_date")


def _bucket(days: Column) -> Column:
    known = F.coalesce(days, F.lit(0))
    chosen = F
    for code, most in BUCKETS.items():
        chosen = chosen.when(known <= F.lit(most), F.lit(code))
    return chosen.otherwise(F.lit(BEYOND))
