"""Whether risk still moves with each feature in the direction that was declared before any data was seen."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from jobs.models.declaration import Variable, read_declaration
from jobs.models.engine_chance import holm_adjusted, sign_chance

MODEL = "credit_score"
SIGNS = {"rises": 1, "falls": -1}
FALSE_ALARMS = 0.05
DECIMALS = 6


def build(loan_outcome: DataFrame) -> DataFrame:
    """One row per feature with a declared direction: a sign test over months of origination whose outcome is known.

    Months hold different loans, so their signs are independent. Nothing is said to hold or to be flipped unless it
    stands after control of how many features are looked at (Holm).
    """
    directed = [one for one in read_declaration(MODEL).variables if one.risk in SIGNS]
    chance = sign_chance(F.col("agreeing_month_count"), F.col("contrary_month_count"))
    judged = _counted(_monthly(loan_outcome, directed)).withColumn("chance_probability", chance)
    adjusted = judged.withColumn("adjusted_probability", holm_adjusted("chance_probability", "feature_name"))
    return adjusted.select(
        "feature_name",
        _direction(F.col("sign")).alias("expected_sign_code"),
        _direction(_seen()).alias("seen_sign_code"),
        "loan_count",
        "agreeing_month_count",
        "contrary_month_count",
        "rank_correlation",
        F.round("chance_probability", DECIMALS).alias("chance_probability"),
        F.round("adjusted_probability", DECIMALS).alias("adjusted_probability"),
        _verdict().alias("verdict_code"),
    )


def _counted(months: DataFrame) -> DataFrame:
    """Per feature how many months agree with what was declared, and how many do not."""
    agreement = F.col("correlation") * F.col("sign")
    return months.groupBy("feature_name", "sign").agg(
        F.sum("loans").alias("loan_count"),
        F.count_if(agreement > 0).alias("agreeing_month_count"),
        F.count_if(agreement < 0).alias("contrary_month_count"),
        F.round(F.avg("correlation"), DECIMALS).alias("rank_correlation"),
    )


def _monthly(loan_outcome: DataFrame, directed: list[Variable]) -> DataFrame:
    """Per feature and month of origination the loans with value and outcome, and how both go together (Spearman)."""
    features = F.explode(F.array(*map(_line, directed))).alias("feature")
    lines = loan_outcome.select(
        F.trunc("originated_date", "month").alias("month_date"), F.col("is_bad").cast("double").alias("bad"), features
    ).select("month_date", "bad", "feature.*")
    known = lines.withColumn("value", F.when(F.col("bad").isNotNull(), F.col("value")))
    month = Window.partitionBy("feature_name", "month_date")
    tied = F.count(F.lit(1)).over(month.partitionBy("feature_name", "month_date", "value"))
    rank = F.rank().over(month.orderBy("value")) + (tied - F.lit(1)) / F.lit(2)
    ranked = known.withColumn("rank", F.when(F.col("value").isNotNull(), rank))
    return ranked.groupBy("feature_name", "sign", "month_date").agg(
        F.count("value").alias("loans"), _correlation("rank", "bad").alias("correlation")
    )


def _correlation(one: str, other: str) -> Column:
    """Pearson's; null where one of both never varies: there ``corr`` divides by zero, an error in ANSI mode."""
    both = F.col(one).isNotNull() & F.col(other).isNotNull()
    spread = F.stddev_pop(F.when(both, F.col(one))) * F.stddev_pop(F.when(both, F.col(other)))
    return F.try_divide(F.covar_pop(one, other), spread)


def _line(feature: Variable) -> Column:
    return F.struct(
        F.lit(feature.name).alias("feature_name"),
        F.lit(SIGNS[feature.risk]).alias("sign"),
        F.col(feature.column_in_training).cast("double").alias("value"),
    )


def _seen() -> Column:
    """The sign that more months show; 0 where as many show the one as the other."""
    return F.col("sign") * F.signum(F.col("agreeing_month_count") - F.col("contrary_month_count"))


def _direction(sign: Column) -> Column:
    return F.when(sign > 0, F.lit("RISES")).when(sign < 0, F.lit("FALLS")).otherwise(F.lit("NEITHER"))


def _verdict() -> Column:
    is_chance = F.col("adjusted_probability") > F.lit(FALSE_ALARMS)
    agrees = F.col("agreeing_month_count") > F.col("contrary_month_count")
    return F.when(is_chance, F.lit("NOT_ENOUGH_DATA")).when(agrees, F.lit("HOLDS")).otherwise(F.lit("FLIPPED"))
