"""Each variable of the scorecard in use by bin: whom it meets, against whom it was fitted on."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.models.declaration import read_declaration
from jobs.models.engine_shift import shift_index, shift_limit, total
from jobs.models.expressions import bin_of
from jobs.models.outcomes import columns_there_to_score
from jobs.models.scorecard import Characteristic, Scorecard

DECIMALS = 9
EACH = ("feature_name",)
COUNTS = ("training_count", "applicant_count")


def build(loan_outcome: DataFrame, model: Scorecard, business_date: datetime.date) -> DataFrame:
    """One row per variable and bin of the champion, also of a bin that nobody is in.

    Applicants are the loans of the last months by what was known at application, the population that the scorecard was
    fitted on. A score may stay where it is while two of its variables move against each other; here that is seen.
    """
    keys = ["feature_name", "bin_number"]
    found = (
        _applicants(loan_outcome, model, business_date).groupBy(keys).agg(F.count(F.lit(1)).alias("applicant_count"))
    )
    counted = _bins(loan_outcome, model).join(found, on=keys, how="left").fillna(0, subset=["applicant_count"])
    most = max(len(item.every_bin) for item in model.characteristics)
    return counted.select(
        F.lit(model.name).alias("model_name"),
        F.lit(model.version_told).alias("model_version"),
        *keys,
        "bin_name",
        *(column for one in COUNTS for column in (F.col(one), _rate(one))),
        F.round(shift_index(*COUNTS, EACH), DECIMALS).alias("stability_index"),
        F.round(shift_limit(*COUNTS, most, EACH), DECIMALS).alias("stability_limit_index"),
    )


def _bins(loan_outcome: DataFrame, model: Scorecard) -> DataFrame:
    """Every bin with its training rows; a total of loans is always one row, whatever it is."""
    lines = F.array(*(line for item in model.characteristics for line in _lines(item)))
    return loan_outcome.agg(F.count(F.lit(1))).select(F.explode(lines).alias("bin")).select("bin.*")


def _lines(item: Characteristic) -> Iterator[Column]:
    for number, one in enumerate(item.every_bin, start=1):
        yield F.struct(
            F.lit(item.name).alias("feature_name"),
            F.lit(number).alias("bin_number"),
            F.lit(one.label).alias("bin_name"),
            F.lit(one.rows).cast("bigint").alias("training_count"),
        )


def _applicants(loan_outcome: DataFrame, model: Scorecard, business_date: datetime.date) -> DataFrame:
    """A row for each loan of the last months and each variable, with the bin that its application falls into."""
    declaration = read_declaration(model.name)
    since = F.add_months(F.lit(business_date), -declaration.monitoring.recent_months)
    needed = columns_there_to_score(declaration, model, loan_outcome.columns)
    read = (F.col(column).alias(name) for name, column in needed.items())
    recent = loan_outcome.where(F.col("originated_date") > since).select(*read)
    placed = F.explode(F.array(*map(_placed, model.characteristics))).alias("place")
    return recent.select(placed).select("place.*")


def _placed(item: Characteristic) -> Column:
    numbers = [F.lit(number) for number in range(1, len(item.every_bin) + 1)]
    return F.struct(F.lit(item.name).alias("feature_name"), bin_of(item, numbers).alias("bin_number"))


def _rate(count: str) -> Column:
    return F.round(F.col(count) / total(count, EACH), DECIMALS).alias(count.replace("_count", "_rate"))
