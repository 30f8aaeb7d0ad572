"""Match weights as plain expressions: the same numbers that Splink's predict gives for the same weights."""

from __future__ import annotations

from functools import reduce
from operator import add

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from jobs.identity.matching.candidates import LEFT, RIGHT
from jobs.identity.matching.levels import level_number
from jobs.identity.matching.levels_declared import Comparison
from jobs.identity.matching.weights import ComparisonWeights, MatchWeights, frequency_bits

LEFT_ID, RIGHT_ID = "left_record_id", "right_record_id"
MATCH_WEIGHT, MATCH_PROBABILITY = "match_weight", "match_probability"


def level_column(comparison: str) -> str:
    """Name of the column with the level of a comparison."""
    return f"{comparison}_level"


def bits_column(comparison: str) -> str:
    """Name of the column with what a comparison adds to the match weight, in bits."""
    return f"{comparison}_bits"


def frequency_column(comparison: str) -> str:
    """Name of the column of a record with what the frequency of its value adds, in bits."""
    return f"{comparison}_frequency_bits"


def frequency_columns(weights: MatchWeights) -> tuple[str, ...]:
    """The columns that ``with_frequencies`` adds."""
    return tuple(frequency_column(one.name) for one, _ in weights.pairs if one.frequency_level)


def with_frequencies(records: DataFrame, weights: MatchWeights) -> DataFrame:
    """The records with what each value adds for being rare, looked up once a record instead of once a pair."""
    named = [pair for pair in weights.pairs if pair[0].frequency_level]
    return reduce(lambda frame, pair: _with_frequency(frame, *pair, weights), named, records)


def scored_pairs(pairs: DataFrame, weights: MatchWeights) -> DataFrame:
    """For pairs of records (structs ``left`` and ``right`` with frequencies): both keys, the smaller one left, the
    other columns of the pair, the level and the bits of each comparison, ``match_weight`` and ``match_probability``.

    A comparison gives the same level whichever record is left.

    The levels are made by a generator: no filter on the weight is pushed below it, to compute them a second time.
    """
    key = weights.model.key
    others = [name for name in pairs.columns if name not in (LEFT, RIGHT)]
    ids = [F.col(side)[key] for side in (LEFT, RIGHT)]
    ordered = (F.least(*ids).alias(LEFT_ID), F.greatest(*ids).alias(RIGHT_ID))
    levels = [_level(comparison) for comparison in weights.model.comparisons]
    rarities = [F.col(LEFT)[name].alias(name) for name in frequency_columns(weights)]
    compared = pairs.select(*ordered, *map(F.col, others), F.inline(F.array(F.struct(*levels, *rarities))))
    bits = [_bits(comparison, learnt).alias(bits_column(comparison.name)) for comparison, learnt in weights.pairs]
    names = [name for name in compared.columns if name not in frequency_columns(weights)]
    weighed = compared.select(*map(F.col, names), *bits)
    return weighed.select("*", match_weight(weights).alias(MATCH_WEIGHT)).select(
        "*", match_probability(F.col(MATCH_WEIGHT)).alias(MATCH_PROBABILITY)
    )


def match_weight(weights: MatchWeights) -> Column:
    """The prior and the bits of all comparisons, in bits (Fellegi and Sunter 1969)."""
    bits = [F.col(bits_column(comparison.name)) for comparison in weights.model.comparisons]
    return reduce(add, bits, F.lit(weights.prior_bits))


def match_probability(weight: Column) -> Column:
    """1 / (1 + 2^-weight), by the form of the formula that cannot overflow."""
    low = F.pow(F.lit(2.0), -F.abs(weight))
    return F.when(weight >= 0, 1.0 / (1.0 + low)).otherwise(low / (1.0 + low))


def _level(comparison: Comparison) -> Column:
    left, right = F.col(LEFT), F.col(RIGHT)
    number = level_number(comparison, lambda name: left[name], lambda name: right[name])
    return number.alias(level_column(comparison.name))


def _bits(comparison: Comparison, learnt: ComparisonWeights) -> Column:
    level = F.col(level_column(comparison.name))
    table = F.array(*(F.lit(learnt.bits(number)) for number in range(-1, len(comparison.levels))))
    bits = F.get(table, level + 1)
    rated = comparison.frequency_level
    if rated is None:
        return bits
    is_rated = level == comparison.number_of(comparison.levels.index(rated))
    return bits + F.when(is_rated, F.col(frequency_column(comparison.name))).otherwise(0.0)


def _with_frequency(
    records: DataFrame, comparison: Comparison, learnt: ComparisonWeights, weights: MatchWeights
) -> DataFrame:
    name, smallest = frequency_column(comparison.name), weights.model.frequencies.smallest
    unlisted = F.lit(frequency_bits(comparison, learnt, "", smallest))
    rows = [(value, frequency_bits(comparison, learnt, value, smallest)) for value in learnt.frequencies.listed]
    if not rows:
        return records.withColumn(name, unlisted)
    schema = T.StructType([T.StructField("listed_value", T.StringType()), T.StructField(name, T.DoubleType())])
    listed = records.sparkSession.createDataFrame(rows, schema)
    is_same = F.col(comparison.column) == F.col("listed_value")
    joined = records.join(F.broadcast(listed), on=is_same, how="left").drop("listed_value")
    return joined.withColumn(name, F.coalesce(F.col(name), unlisted))
