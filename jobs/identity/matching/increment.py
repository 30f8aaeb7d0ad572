"""The pairs of a day from those of an earlier one: only what touches a changed record is compared again.

A full run gives the same rows. Whether a key was a hub on the earlier day is told nowhere, so the records of a key
between half the cap and the cap are always compared again; a key that loses more than half the cap within a day is seen
when its records change next.
"""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.identity.matching.candidates import (
    IS_CROWDED,
    KEYS,
    RULE_CODE,
    all_pairs,
    first_shared_rule,
    keyed_records,
    pairs_touching,
    rule_code_at,
)
from jobs.identity.matching.declaration import MatchModel
from jobs.identity.matching.score import (
    LEFT_ID,
    MATCH_PROBABILITY,
    MATCH_WEIGHT,
    RIGHT_ID,
    frequency_columns,
    level_column,
    scored_pairs,
    with_frequencies,
)
from jobs.identity.matching.weights import MatchWeights
from jobs.identity.newest_day import of_newest_date

MODEL_VERSION, BUSINESS_DATE, CHANGED_DATE = "model_version", "business_date", "changed_date"
# More fresh records than this move less when the engine joins them its own way.
FEW_RECORDS = 50_000
DECIMALS = 9


def matched_pairs(records: DataFrame, weights: MatchWeights) -> DataFrame:
    """All pairs at or above the review threshold, all compared."""
    return _kept(all_pairs(_prepared(records, weights), weights.model), weights)


def matched_pairs_since(records: DataFrame, earlier: DataFrame, weights: MatchWeights) -> DataFrame:
    """The same rows as ``matched_pairs``, taking those of unchanged records from the newest ``earlier`` date.

    What another version of the weights scored is scored again. ``records`` have ``changed_date``.
    """
    last = of_newest_date(earlier).where(F.col(MODEL_VERSION) == _version(weights))
    since = last.agg(F.max(BUSINESS_DATE).alias("since_date"))
    dated = _prepared(records, weights, (CHANGED_DATE,)).crossJoin(F.broadcast(since))
    is_fresh = F.col("since_date").isNull() | (F.col(CHANGED_DATE) > F.col("since_date")) | F.col(IS_CROWDED)
    keyed = dated.withColumn("is_fresh", is_fresh).drop("since_date", CHANGED_DATE, IS_CROWDED)
    fresh, stale = (keyed.where(side).drop("is_fresh") for side in (F.col("is_fresh"), ~F.col("is_fresh")))
    few = F.broadcast(fresh) if _is_few(fresh) else fresh
    return _kept(pairs_touching(few, stale, weights.model), weights).unionByName(_carried(last, stale, weights.model))


def columns_of(model: MatchModel) -> tuple[str, ...]:
    """The columns of a pair, in order."""
    levels = (level_column(comparison.name) for comparison in model.comparisons)
    return (LEFT_ID, RIGHT_ID, RULE_CODE, MATCH_WEIGHT, MATCH_PROBABILITY, *levels, MODEL_VERSION)


def _prepared(records: DataFrame, weights: MatchWeights, keep: tuple[str, ...] = ()) -> DataFrame:
    return keyed_records(with_frequencies(records, weights), weights.model, (*frequency_columns(weights), *keep))


def _is_few(fresh: DataFrame) -> bool:
    """Whether the fresh records can be sent to every task; asks the engine, because the plan depends on it."""
    return fresh.limit(FEW_RECORDS + 1).count() <= FEW_RECORDS


def _kept(pairs: DataFrame, weights: MatchWeights) -> DataFrame:
    """The pairs worth keeping; decimals that two machines may not agree on are rounded off."""
    scored = scored_pairs(pairs, weights).where(F.col(MATCH_WEIGHT) >= weights.model.thresholds.review)
    rounded = {name: F.round(name, DECIMALS) for name in (MATCH_WEIGHT, MATCH_PROBABILITY)}
    named = scored.withColumns({**rounded, MODEL_VERSION: F.lit(_version(weights))})
    return named.select(*columns_of(weights.model))


def _carried(last: DataFrame, stale: DataFrame, model: MatchModel) -> DataFrame:
    """The pairs of two unchanged records that a rule still finds: a key may have become a hub since."""
    ours = stale.select(F.col(model.key).alias(LEFT_ID), F.col(KEYS).alias("left_keys"))
    theirs = stale.select(F.col(model.key).alias(RIGHT_ID), F.col(KEYS).alias("right_keys"))
    known = last.drop(RULE_CODE).join(ours, on=LEFT_ID, how="inner").join(theirs, on=RIGHT_ID, how="inner")
    place = first_shared_rule(F.col("left_keys"), F.col("right_keys"), model)
    found = known.withColumn("rule_place", place).where(F.col("rule_place").isNotNull())
    return found.withColumn(RULE_CODE, rule_code_at(F.col("rule_place"), model)).select(*columns_of(model))


def _version(weights: MatchWeights) -> str:
    return weights.version or "unregistered"
