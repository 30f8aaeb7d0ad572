"""Which pairs of records are worth comparing: those that share the keys of a blocking rule.

A key value that very many records share (a placeholder, the telephone of a branch) finds nobody and costs its square:
such hubs are dropped for their rule, and ``jobs.parties report`` counts them. Keys and records are numbered by 64-bit
hashes: two keys that collide cost one needless comparison, two records too, and these are not compared with each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial, reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.identity.engine_code import sent_along
from jobs.identity.matching.declaration import BlockingKey, BlockingRule, MatchModel
from jobs.identity.matching.shared_keys import (
    BLOCKING_KEY,
    IS_FRESH,
    LEFT_NUMBER,
    PAIR_SCHEMA,
    RECORD_NUMBER,
    RIGHT_NUMBER,
    RULE_PLACE,
    pairs_sharing,
)

LEFT, RIGHT, RULE_CODE = "left", "right", "blocking_rule_code"
PARTS: Mapping[str, Callable[[Column], Column]] = {
    "year": F.year,
    "last_word": lambda text: F.substring_index(text, " ", -1),
}


def candidates(records: DataFrame, model: MatchModel) -> DataFrame:
    """Every candidate pair once: ``left_number`` and ``right_number`` (of records, see ``number_of``),
    ``blocking_rule_code``, the first rule that finds the pair, and ``is_fresh``.

    ``records`` have the columns of the blocking rules and ``is_fresh``: whether what is known of the record since
    before no longer holds. A pair is fresh if one of its records is, or if it may be found only since today. Records
    come together by their keys alone; none is moved before a pair of it is known.
    """
    sent_along("jobs.identity.matching.shared_keys")
    together = _by_key(records, model).repartition(BLOCKING_KEY)
    listed = together.mapInArrow(partial(pairs_sharing, hub_records=model.hub_records), PAIR_SCHEMA)
    # Rows of a left record come together once, to find its first rules and to meet it.
    pairs = listed.repartition(LEFT_NUMBER).groupBy(LEFT_NUMBER, RIGHT_NUMBER)
    found = pairs.agg(F.min(RULE_PLACE).alias(RULE_PLACE), F.bool_or(IS_FRESH).alias(IS_FRESH))
    return found.select(LEFT_NUMBER, RIGHT_NUMBER, _rule_code(model), IS_FRESH)


def with_records(pairs: DataFrame, records: DataFrame, model: MatchModel) -> DataFrame:
    """The pairs with what is compared of their records, ``left`` and ``right``, and ``blocking_rule_code``."""
    for side, number in ((LEFT, LEFT_NUMBER), (RIGHT, RIGHT_NUMBER)):
        whole = F.struct(*map(F.col, records.columns)).alias(side)
        pairs = pairs.join(records.select(number_of(model.key).alias(number), whole), on=number, how="inner")
    return pairs.select(LEFT, RIGHT, RULE_CODE)


def number_of(record_id: str) -> Column:
    """The number of the record of which a column has the key."""
    return F.xxhash64(record_id)


def matched_records(records: DataFrame, model: MatchModel) -> DataFrame:
    """The records that the model is about."""
    return records.where(F.col(model.only.column) == model.only.value) if model.only else records


def _by_key(records: DataFrame, model: MatchModel) -> DataFrame:
    """One row for each key of a record, with no more of the record than its number."""
    keys = F.posexplode(F.array(*(_key_of(rule) for rule in model.blocking))).alias(RULE_PLACE, BLOCKING_KEY)
    chosen = matched_records(records, model).select(keys, number_of(model.key).alias(RECORD_NUMBER), IS_FRESH)
    return chosen.where(F.col(BLOCKING_KEY).isNotNull())


def _key_of(rule: BlockingRule) -> Column:
    """Hash of the rule and its parts: a key is one rule's own."""
    parts = [_part(key) for key in rule.keys]
    is_whole = reduce(Column.__and__, [part.isNotNull() for part in parts])
    return F.when(is_whole, F.xxhash64(F.lit(rule.code), *parts))


def _part(key: BlockingKey) -> Column:
    value = F.col(key.column)
    if key.first_characters:
        return F.when(F.length(value) >= key.first_characters, F.substring(value, 1, key.first_characters))
    return PARTS[key.part](value) if key.part else value


def _rule_code(model: MatchModel) -> Column:
    """The code of the rule of a pair."""
    codes = F.array(*(F.lit(rule.code) for rule in model.blocking))
    return F.get(codes, F.col(RULE_PLACE)).alias(RULE_CODE)
