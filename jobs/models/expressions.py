"""A scorecard as plain Spark column expressions: no object and no Python function travels to the engine."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.models.scorecard import Characteristic, Scorecard

REASONS = 4


def score_rows(scorecard: Scorecard, frame: DataFrame, keep: Sequence[str]) -> DataFrame:
    """The kept columns with pd_rate, score, band_number, zone_code and reason_1_code to reason_4_code.

    Three selects instead of one expression: each weight is computed once and then only referred to.
    """
    items = scorecard.characteristics
    kept = [F.col(name) for name in keep]
    cuts = _cuts(scorecard)
    weights = (_weight(item).alias(f"_w{i}") for i, item in enumerate(items))
    weighed = frame.select(*kept, cuts, *weights, *_presence(items))
    summed = weighed.select(*kept, "_cuts", _log_odds(scorecard).alias("_log_odds"), _ranked(items).alias("_reasons"))
    scored = summed.select(*kept, "_cuts", "_reasons", _pd().alias("pd_rate"), _score(scorecard).alias("score"))
    return scored.select(
        *kept, "pd_rate", "score", _band(scorecard).alias("band_number"), _zone().alias("zone_code"),
        *(F.get("_reasons", F.lit(i))["reason"].alias(f"reason_{i + 1}_code") for i in range(REASONS)),
    )  # fmt: skip


def bin_of(item: Characteristic, told: Sequence[Column]) -> Column:
    """What is told of the bin that a row falls into: one column for each of ``every_bin``, as ``positions`` counts."""
    value = F.col(item.name)
    if item.kind == "number":
        chosen = _range(item, value.cast("double"), told)
    else:
        code = F.coalesce(value, F.lit(False)) if item.kind == "flag" else value
        chosen = _code(item, code.cast("string"), told)
    if item.absent is None:
        return chosen
    return F.when(_is_present(item), chosen).otherwise(told[-1])


def _weight(item: Characteristic) -> Column:
    return bin_of(item, [F.lit(one.weight) for one in item.every_bin])


def _range(item: Characteristic, value: Column, told: Sequence[Column]) -> Column:
    """A number that is not there or not finite is missing: a division by zero in the source must not pay."""
    ranges, missing = len(item.bins), told[len(item.bins) + len(item.special)]
    is_finite = value.isNotNull() & ~F.isnan(value) & (F.abs(value) != F.lit(float("inf")))
    chosen = F.when(~is_finite, missing)
    for place, one in enumerate(item.special, start=ranges):
        chosen = chosen.when(value == F.lit(one.value), told[place])
    for place, one in enumerate(item.bins[:-1]):
        chosen = chosen.when(value < F.lit(one.upper), told[place])
    return chosen.otherwise(told[ranges - 1] if ranges else missing)


def _code(item: Characteristic, text: Column, told: Sequence[Column]) -> Column:
    """A code that the sample did not hold is like one that is missing."""
    missing = told[len(item.bins)]
    chosen = F.when(text.isNull(), missing)
    for place, one in enumerate(item.bins):
        chosen = chosen.when(text.isin(*one.codes), told[place])
    return chosen.otherwise(missing)


def _is_present(item: Characteristic) -> Column:
    return F.coalesce(F.col(item.needs), F.lit(False))


def _presence(items: Sequence[Characteristic]) -> list[Column]:
    return [(F.lit(True) if item.absent is None else _is_present(item)).alias(f"_p{i}") for i, item in enumerate(items)]


def _log_odds(scorecard: Scorecard) -> Column:
    """Added up from left to right as the reference does; a sum of sums would be too deep a plan at 50 variables."""
    terms = F.array(*(F.col(f"_w{i}") for i in range(len(scorecard.characteristics))))
    return F.aggregate(terms, F.lit(scorecard.intercept), lambda total, weight: total + weight)


def _ranked(items: Sequence[Characteristic]) -> Column:
    """Reasons by descending loss of log odds; the position breaks ties, what costs nothing is no reason."""
    losses = [
        F.struct(
            (F.lit(item.lightest) - F.col(f"_w{i}")).alias("gain"),
            F.lit(i).alias("position"),
            F.lit(item.reason).alias("reason"),
            F.col(f"_p{i}").alias("present"),
        )
        for i, item in enumerate(items)
    ]
    costly = F.filter(F.array(*losses), lambda one: (one["gain"] < F.lit(0.0)) & one["present"])
    return F.sort_array(costly)


def _pd() -> Column:
    return F.lit(1.0) / (F.lit(1.0) + F.exp(-F.col("_log_odds")))


def _score(scorecard: Scorecard) -> Column:
    exact = F.lit(scorecard.even_odds_score) - F.lit(scorecard.points_per_log_odds) * F.col("_log_odds")
    above = F.greatest(exact, F.lit(float(scorecard.minimum)))
    return F.floor(F.least(above, F.lit(float(scorecard.maximum))) + F.lit(0.5)).cast("int")


def _band(scorecard: Scorecard) -> Column:
    passed = ((F.col("score") <= F.lit(cut)).cast("int") for cut in scorecard.band_cuts)
    return reduce(add, passed, F.lit(1))


def _cuts(scorecard: Scorecard) -> Column:
    """The policy of each row: that of those without a flag where one fits."""
    chosen = _policy(scorecard.pass_from, scorecard.reject_below)
    for one in reversed(scorecard.without):
        own = _policy(one.pass_from, one.reject_below)
        chosen = F.when(F.coalesce(F.col(one.flag), F.lit(False)), chosen).otherwise(own)
    return chosen.alias("_cuts")


def _policy(pass_from: int, reject_below: int) -> Column:
    return F.struct(F.lit(pass_from).alias("pass_from"), F.lit(reject_below).alias("reject_below"))


def _zone() -> Column:
    passes = F.col("score") >= F.col("_cuts.pass_from")
    fails = F.col("score") < F.col("_cuts.reject_below")
    return F.when(passes, F.lit("PASS")).when(fails, F.lit("REJECT")).otherwise(F.lit("MANUAL"))
