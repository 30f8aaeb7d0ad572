"""The pairs of a day from those of an earlier one: only what touches a changed record is compared again.

A full run gives the same rows. Whether a key was a hub on the earlier day is told nowhere, so the records of a key
between half the cap and twice the cap are always compared again; a key that grows or shrinks by more within a day is
seen when its records change next.
"""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.identity.matching.candidates import (
    IS_CROWDED,
    IS_FRESH,
    RULE_CODE,
    all_pairs,
    keyed_records,
    matched_records,
    pairs_touching,
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
from jobs.identity.matching.weights import MatchWeights
from jobs.identity.newest_day import of_newest_date

MODEL_VERSION, BUSINESS_DATE, CHANGED_DATE = "model_version", "business_date", "changed_date"
# More fresh records than this move less when the engine joins them its own way.
FEW_RECORDS = 50_000
# Where more than this share of the records is fresh, comparing all of them is cheaper than telling which to carry.
LARGEST_SHARE = 0.5
DECIMALS = 9


def matched_pairs(records: DataFrame, weights: MatchWeights) -> DataFrame:
    """All pairs at or above the review threshold, all compared."""
    return _kept(all_pairs(records, _compared(records, weights), weights.model), weights)


def matched_pairs_since(records: DataFrame, earlier: DataFrame, weights: MatchWeights) -> DataFrame:
    """The same rows as ``matched_pairs``, taking those of unchanged records from the newest ``earlier`` date.

    What another version of the weights scored is scored again. ``records`` have ``changed_date``. How many of them
    changed is asked of the engine, because the plan depends on it.
    """
    model = weights.model
    last = of_newest_date(earlier).where(F.col(MODEL_VERSION) == _version(weights))
    marked = _with_freshness(matched_records(records, model), last)
    changed, count = marked.agg(F.count_if(IS_FRESH), F.count(F.lit(1))).collect()[0]
    if changed > count * LARGEST_SHARE:
        return matched_pairs(records, weights)
    every = keyed_records(marked, model, (IS_FRESH,)).withColumn(IS_FRESH, F.col(IS_FRESH) | F.col(IS_CROWDED))
    fresh = every.where(IS_FRESH)
    few = F.broadcast(fresh) if changed <= FEW_RECORDS else fresh
    compared = _kept(pairs_touching(few, every, _compared(records, weights), model), weights)
    return compared.unionByName(_carried(last, few, marked, model))


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


def _kept(pairs: DataFrame, weights: MatchWeights) -> DataFrame:
    """The pairs worth keeping; decimals that two machines may not agree on are rounded off."""
    scored = scored_pairs(pairs, weights).where(F.col(MATCH_WEIGHT) >= weights.model.thresholds.review_weight)
    rounded = {name: F.round(name, DECIMALS) for name in (MATCH_WEIGHT, MATCH_PROBABILITY)}
    named = scored.withColumns({**rounded, MODEL_VERSION: F.lit(_version(weights))})
    return named.select(*columns_of(weights.model))


def _carried(last: DataFrame, fresh: DataFrame, records: DataFrame, model: MatchModel) -> DataFrame:
    """The pairs of two records that are there and unchanged."""
    known = last
    for side in (LEFT_ID, RIGHT_ID):
        there, again = (frame.select(F.col(model.key).alias(side)) for frame in (records, fresh))
        known = known.join(again, on=side, how="left_anti").join(there, on=side, how="left_semi")
    return known.select(*columns_of(model))


def _version(weights: MatchWeights) -> str:
    return weights.version or "unregistered"
