"""The pairs of a day from those of an earlier one: only what touches a changed record is compared again.

A full run gives the same rows. Pairs of two unchanged records are carried if they still share a key. Whether a key was
a hub on the earlier day is told nowhere, so its pairs are compared again where it has more than half the cap of
records; a hub that shrinks by more within a day is seen when its records change next.
"""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.identity.matching.candidates import (
    RULE_CODE,
    candidates,
    matched_records,
    number_of,
    with_records,
)
from jobs.identity.matching.declaration import MatchModel
from jobs.identity.matching.score import (
    LEFT_ID,
    MATCH_PROBABILITY,
    MATCH_WEIGHT,
    RIGHT_ID,
    level_column,
    scored_pairs,
    with_frequencies,
)
from jobs.identity.matching.shared_keys import IS_FRESH, LEFT_NUMBER, RIGHT_NUMBER
from jobs.identity.matching.weights import MatchWeights
from jobs.identity.newest_day import of_newest_date

MODEL_VERSION, BUSINESS_DATE, CHANGED_DATE = "model_version", "business_date", "changed_date"
DECIMALS = 9


def matched_pairs(records: DataFrame, weights: MatchWeights) -> DataFrame:
    """All pairs at or above the review threshold, all compared."""
    found = candidates(records.withColumn(IS_FRESH, F.lit(True)), weights.model)
    return _kept(found, records, weights)


def matched_pairs_since(records: DataFrame, earlier: DataFrame, weights: MatchWeights) -> DataFrame:
    """The same rows as ``matched_pairs``, taking those of unchanged records from the newest ``earlier`` date.

    What another version of the weights scored is scored again. ``records`` have ``changed_date``.
    """
    last = of_newest_date(earlier).where(F.col(MODEL_VERSION) == _version(weights))
    found = candidates(_with_freshness(records, last), weights.model)
    fresh = _kept(found.where(IS_FRESH), records, weights)
    return fresh.unionByName(_carried(last, found.where(~F.col(IS_FRESH)), weights.model))


def columns_of(model: MatchModel) -> tuple[str, ...]:
    """The columns of a pair, in order."""
    levels = (level_column(comparison.name) for comparison in model.comparisons)
    return (LEFT_ID, RIGHT_ID, RULE_CODE, MATCH_WEIGHT, MATCH_PROBABILITY, *levels, MODEL_VERSION)


def _compared(records: DataFrame, weights: MatchWeights) -> DataFrame:
    """What is compared of each record, with what its values add for being rare."""
    model = weights.model
    named = matched_records(records, model).select(*dict.fromkeys((model.key, *model.compared)))
    return with_frequencies(named, weights)


def _with_freshness(records: DataFrame, last: DataFrame) -> DataFrame:
    """The records, and whether each changed since the pairs were scored; all did where there are none."""
    since = last.agg(F.max(BUSINESS_DATE).alias("since_date"))
    is_fresh = F.col("since_date").isNull() | (F.col(CHANGED_DATE) > F.col("since_date"))
    return records.crossJoin(F.broadcast(since)).withColumn(IS_FRESH, is_fresh).drop("since_date")


def _kept(found: DataFrame, records: DataFrame, weights: MatchWeights) -> DataFrame:
    """The candidates worth keeping; decimals that two machines may not agree on are rounded off."""
    pairs = with_records(found, _compared(records, weights), weights.model)
    scored = scored_pairs(pairs, weights).where(F.col(MATCH_WEIGHT) >= weights.model.thresholds.review_weight)
    rounded = {name: F.round(name, DECIMALS) for name in (MATCH_WEIGHT, MATCH_PROBABILITY)}
    named = scored.withColumns({**rounded, MODEL_VERSION: F.lit(_version(weights))})
    return named.select(*columns_of(weights.model))


def _carried(last: DataFrame, unchanged: DataFrame, model: MatchModel) -> DataFrame:
    """The pairs that were worth keeping before and are still candidates, by the rule that finds them today."""
    numbers = [number_of(side) for side in (LEFT_ID, RIGHT_ID)]
    numbered = last.drop(RULE_CODE).withColumns({LEFT_NUMBER: F.least(*numbers), RIGHT_NUMBER: F.greatest(*numbers)})
    return numbered.join(unchanged, on=[LEFT_NUMBER, RIGHT_NUMBER], how="inner").select(*columns_of(model))


def _version(weights: MatchWeights) -> str:
    return weights.version or "unregistered"
