"""The scorecard in use by score band: whom it meets, against whom it was fitted on, and how its loans turned out."""

from __future__ import annotations

import datetime

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from jobs.models.declaration import read_declaration
from jobs.models.engine_intervals import share_bounds
from jobs.models.engine_shift import shift_index, shift_limit, total
from jobs.models.expressions import score_rows
from jobs.models.outcomes import columns_there_to_score
from jobs.models.scorecard import Scorecard

FLAG = "has_telecom_profile"
FEWEST_CLOSED = 30
DECIMALS = 9
EXACT = "decimal(12,9)"  # added up exactly, in whatever order the rows come
POPULATIONS = ("customer", "applicant")
COUNTS = (
    *(f"{one}{part}_count" for one in POPULATIONS for part in ("", "_profile")),
    "closed_count",
    "closed_bad_count",
)


def build(
    credit_score: DataFrame, loan_outcome: DataFrame, model: Scorecard, business_date: datetime.date
) -> DataFrame:
    """One row per band of the champion, also of a band that nobody is in.

    Customers are those scored today; applicants are the loans of the last months, scored by what was known at
    application, the population that the scorecard was fitted on. Closed are loans whose 12 months ended in the last
    months: they are too young for this version to have been fitted on.
    """
    customers, loans = _customers(credit_score, model), _loans(loan_outcome, model, business_date)
    bands = _bands(credit_score, model).join(customers, on="band_number", how="left")
    counted = bands.join(loans, on="band_number", how="left").fillna(0, subset=list(COUNTS))
    shared = counted.withColumns({f"{one}_rate": _part_of_all(f"{one}_count") for one in ("training", *POPULATIONS)})
    return shared.select(
        F.lit(model.name).alias("model_name"),
        F.lit(model.version_told).alias("model_version"),
        "band_number",
        "training_count",
        "training_rate",
        F.lit(_training_profile_rate(model)).cast("double").alias("training_profile_rate"),
        *(column for one in POPULATIONS for column in _population(one, _band_total(model))),
        "expected_default_rate",
        *_calibration(_band_total(model)),
        *_cumulative(),
    )


def _bands(credit_score: DataFrame, model: Scorecard) -> DataFrame:
    """A row for each band, with the training rows in it; null for a version that does not tell them."""
    known = model.band_rows or (None,) * _band_total(model)
    lines = (
        F.struct(F.lit(number).alias("band_number"), F.lit(rows).cast("bigint").alias("training_count"))
        for number, rows in enumerate(known, start=1)
    )
    return credit_score.limit(1).select(F.explode(F.array(*lines)).alias("band")).select("band.*")


def _customers(credit_score: DataFrame, model: Scorecard) -> DataFrame:
    """Customers as scored by this version; whoever another one scored is none of them."""
    scored = credit_score.where(F.col("model_version") == F.lit(model.version_told))
    return scored.groupBy("band_number").agg(
        F.count(F.lit(1)).alias("customer_count"),
        F.count_if(F.col(FLAG)).alias("customer_profile_count"),
        _mean_rate(F.lit(True)).alias("expected_default_rate"),
    )


def _loans(loan_outcome: DataFrame, model: Scorecard, business_date: datetime.date) -> DataFrame:
    """Recent loans, and those whose outcome became known of late, by the band that their application falls into."""
    declaration, today = read_declaration(model.name), F.lit(business_date)
    months, label_months = declaration.monitoring.recent_months, declaration.training.label.months
    is_recent = F.col("originated_date") > F.add_months(today, -months)
    is_newly_known = F.col("originated_date") > F.add_months(today, -months - label_months)
    needed = {FLAG: FLAG, **columns_there_to_score(declaration, model, loan_outcome.columns)}
    read = (F.col(column).alias(name) for name, column in needed.items())
    loans = loan_outcome.select(
        is_recent.alias("is_recent"), (F.col("is_window_closed") & is_newly_known).alias("is_closed"), "is_bad", *read
    ).where(F.col("is_recent") | F.col("is_closed"))
    recent, closed = F.col("is_recent"), F.col("is_closed")
    scored = score_rows(model, loans, keep=("is_recent", "is_closed", "is_bad", FLAG))
    return scored.groupBy("band_number").agg(
        F.count_if(recent).alias("applicant_count"),
        F.count_if(recent & F.col(FLAG)).alias("applicant_profile_count"),
        F.count_if(closed).alias("closed_count"),
        F.count_if(closed & F.col("is_bad")).alias("closed_bad_count"),
        _mean_rate(closed).alias("closed_expected_rate"),
    )


def _population(one: str, bands: int) -> list[Column]:
    """Size, share, hit rate of purchased data, and the shift from the training sample with what chance explains."""
    people, found = f"{one}_count", f"{one}_profile_count"
    return [
        F.col(people),
        F.col(f"{one}_rate"),
        F.col(found),
        _rounded(F.col(found) / F.when(F.col(people) > 0, F.col(people))).alias(f"{one}_profile_rate"),
        _rounded(shift_index("training_count", people)).alias(f"{one}_stability_index"),
        _rounded(shift_limit("training_count", people, bands)).alias(f"{one}_stability_limit_index"),
    ]


def _calibration(bands: int) -> list[Column]:
    """What came of the loans beside what was expected; the verdict allows for as many looks as there are bands."""
    rows, bad, expected = F.col("closed_count"), F.col("closed_bad_count"), F.col("closed_expected_rate")
    low, high = share_bounds(bad, rows)
    widest_low, widest_high = share_bounds(bad, rows, looks=bands)
    verdict = (
        F.when(rows < F.lit(FEWEST_CLOSED), F.lit("NOT_ENOUGH_DATA"))
        .when(expected < widest_low, F.lit("TOO_LOW"))
        .when(expected > widest_high, F.lit("TOO_HIGH"))
        .otherwise(F.lit("HOLDS"))
    )
    return [
        rows,
        bad,
        expected,
        _rounded(bad / F.when(rows > 0, rows)).alias("closed_default_rate"),
        _rounded(low).alias("closed_default_low_rate"),
        _rounded(high).alias("closed_default_high_rate"),
        verdict.alias("calibration_code"),
    ]


def _cumulative() -> list[Column]:
    """What a cut below the band would pass, and how many of the closed loans that it would have passed turned bad."""
    down_to_here = Window.partitionBy(F.lit(0)).orderBy("band_number")
    passed, closed, bad = (
        F.sum(one).over(down_to_here) for one in ("applicant_count", "closed_count", "closed_bad_count")
    )
    return [
        _rounded(passed / total("applicant_count")).alias("cumulative_pass_rate"),
        _rounded(bad / F.when(closed > 0, closed)).alias("cumulative_bad_rate"),
    ]


def _training_profile_rate(model: Scorecard) -> float | None:
    """The share of the training rows for which purchased data was found; None where the model does not look at it."""
    flag = next((one for one in model.characteristics if one.name == FLAG), None)
    rows = sum(one.rows for one in flag.every_bin) if flag else 0
    return sum(one.rows for one in flag.bins if "true" in one.codes) / rows if rows else None


def _mean_rate(condition: Column) -> Column:
    summed = F.sum(F.when(condition, F.col("pd_rate").cast(EXACT)))
    return _rounded(summed.cast("double") / F.count_if(condition))


def _part_of_all(count: str) -> Column:
    return _rounded(F.col(count) / total(count))


def _rounded(rate: Column) -> Column:
    return F.round(rate, DECIMALS)


def _band_total(model: Scorecard) -> int:
    return len(model.band_cuts) + 1
