"""Which pairs of records are worth comparing: those that share the keys of a blocking rule.

A key value that very many records share (a placeholder, the telephone of a branch) finds nobody and costs its square:
such hubs are dropped for their rule, and counted. Keys are compared as 64-bit hashes; two that collide cost one
needless comparison.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.identity.matching.declaration import BlockingKey, BlockingRule, MatchModel

KEYS, IS_CROWDED, IS_FRESH = "blocking_keys", "is_crowded", "is_fresh"
LEFT, RIGHT, RULE_CODE = "left", "right", "blocking_rule_code"
_KEY, _PLACE, _RECORD, _RECORDS = "blocking_key", "rule_place", "record", "key_records"
PARTS: Mapping[str, Callable[[Column], Column]] = {
    "year": F.year,
    "last_word": lambda text: F.substring_index(text, " ", -1),
}
# A key with so many records, as shares of the cap, may have been a hub the day before, or none; see ``increment``.
CROWDED_SHARES = (0.5, 2.0)


def keyed_records(records: DataFrame, model: MatchModel, keep: tuple[str, ...] = ()) -> DataFrame:
    """The records that the model matches, with what it compares, the columns to ``keep``, ``blocking_keys`` (one per
    rule, null where the record has none or shares it with a hub) and ``is_crowded`` (one of its keys is nearly a hub,
    or hardly one).
    """
    chosen = _with_keys(records, model, keep)
    fewest, most = (model.hub_records * share for share in CROWDED_SHARES)
    crowded = _key_sizes(chosen).where(F.col(_RECORDS) > fewest)
    names = [name for name in chosen.columns if name != KEYS]
    places = range(len(model.blocking))
    sized = reduce(lambda frame, place: _with_size(frame, crowded, place), places, chosen)
    kept = [_kept_key(place, model.hub_records) for place in places]
    sizes = [F.coalesce(F.col(f"{_RECORDS}_{place}"), F.lit(0)) for place in places]
    is_crowded = reduce(Column.__or__, [size.between(1, most) for size in sizes])
    return sized.select(*map(F.col, names), F.array(*kept).alias(KEYS), is_crowded.alias(IS_CROWDED))


def all_pairs(keyed: DataFrame, model: MatchModel) -> DataFrame:
    """Every candidate pair once: ``left`` and ``right`` (records as structs, the smaller key left) and
    ``blocking_rule_code``, the first rule that finds the pair."""
    ours, theirs = _by_key(keyed, LEFT), _by_key(keyed, RIGHT)
    is_ordered = F.col(f"{LEFT}.{model.key}") < F.col(f"{RIGHT}.{model.key}")
    return _joined(ours, theirs, is_ordered, model).select(LEFT, RIGHT, _rule_code(model))


def pairs_touching(fresh: DataFrame, every: DataFrame, model: MatchModel) -> DataFrame:
    """The candidate pairs of at least one ``fresh`` record, as ``all_pairs`` gives them for ``every`` record.

    Both come from one ``keyed_records`` and say of each record in ``is_fresh`` whether it is among the fresh ones. Few
    fresh records are broadcast: then the others are read, never moved.
    """
    ours, theirs = F.col(LEFT), F.col(RIGHT)
    is_ordered = ours[model.key] < theirs[model.key]
    is_once = is_ordered | ~theirs[IS_FRESH]
    found = _joined(_by_key(fresh, LEFT), _by_key(every, RIGHT), is_once, model)
    first, second = F.when(is_ordered, ours).otherwise(theirs), F.when(is_ordered, theirs).otherwise(ours)
    return found.select(first.alias(LEFT), second.alias(RIGHT), _rule_code(model))


def hub_report(records: DataFrame, model: MatchModel) -> DataFrame:
    """What the cap drops, without telling a value: ``blocking_rule_code``, ``hub_count`` (key values dropped) and
    ``record_count`` (records that have one of them)."""
    places = F.posexplode(F.col(KEYS)).alias(_PLACE, _KEY)
    sizes = _with_keys(records, model, ()).select(places).where(F.col(_KEY).isNotNull())
    sizes = sizes.groupBy(_PLACE, _KEY).agg(F.count("*").alias(_RECORDS)).where(F.col(_RECORDS) > model.hub_records)
    totals = sizes.groupBy(_PLACE).agg(F.count("*").alias("hub_count"), F.sum(_RECORDS).alias("record_count"))
    return totals.select(_rule_code(model), "hub_count", "record_count")


def first_shared_rule(ours: Column, theirs: Column, model: MatchModel) -> Column:
    """Place of the first rule whose key two records share, from 0; null where they share none."""
    found = F.when(F.lit(False), F.lit(-1))
    for place in range(len(model.blocking)):
        found = found.when(F.get(ours, F.lit(place)) == F.get(theirs, F.lit(place)), place)
    return found


def rule_code_at(place: Column, model: MatchModel) -> Column:
    """The code of a rule by its place."""
    return F.get(F.array(*(F.lit(rule.code) for rule in model.blocking)), place)


def matched_records(records: DataFrame, model: MatchModel) -> DataFrame:
    """The records that the model is about."""
    return records.where(F.col(model.only.column) == model.only.value) if model.only else records


def _with_keys(records: DataFrame, model: MatchModel, keep: tuple[str, ...]) -> DataFrame:
    names = dict.fromkeys((model.key, *model.compared, *keep))
    keys = F.array(*(_key_of(rule) for rule in model.blocking))
    return matched_records(records, model).select(*map(F.col, names), keys.alias(KEYS))


def _key_of(rule: BlockingRule) -> Column:
    """Hash of the rule and its parts, so that one join serves all rules."""
    parts = [_part(key) for key in rule.keys]
    is_whole = reduce(Column.__and__, [part.isNotNull() for part in parts])
    return F.when(is_whole, F.xxhash64(F.lit(rule.code), *parts))


def _part(key: BlockingKey) -> Column:
    value = F.col(key.column)
    if key.first_characters:
        return F.when(F.length(value) >= key.first_characters, F.substring(value, 1, key.first_characters))
    return PARTS[key.part](value) if key.part else value


def _key_sizes(chosen: DataFrame) -> DataFrame:
    keys = chosen.select(F.explode(KEYS).alias(_KEY)).where(F.col(_KEY).isNotNull())
    return keys.groupBy(_KEY).agg(F.count("*").alias(_RECORDS))


def _with_size(frame: DataFrame, crowded: DataFrame, place: int) -> DataFrame:
    """The frame with the number of records that share the key of one rule, null where they are few."""
    named = crowded.select(F.col(_KEY).alias(f"{_KEY}_{place}"), F.col(_RECORDS).alias(f"{_RECORDS}_{place}"))
    with_key = frame.withColumn(f"own_key_{place}", F.get(F.col(KEYS), F.lit(place)))
    is_same = F.col(f"own_key_{place}") == F.col(f"{_KEY}_{place}")
    return with_key.join(F.broadcast(named), on=is_same, how="left")


def _kept_key(place: int, hub_records: int) -> Column:
    is_hub = F.coalesce(F.col(f"{_RECORDS}_{place}") > hub_records, F.lit(False))
    return F.when(~is_hub, F.col(f"own_key_{place}"))


def _by_key(keyed: DataFrame, side: str) -> DataFrame:
    """One row for each key of a record, the record as a struct named after its side."""
    places = F.posexplode(F.col(KEYS)).alias(f"{side}_{_PLACE}", f"{side}_{_KEY}")
    record = F.struct(*map(F.col, keyed.columns)).alias(side)
    return keyed.select(record, places).where(F.col(f"{side}_{_KEY}").isNotNull())


def _joined(ours: DataFrame, theirs: DataFrame, condition: Column, model: MatchModel) -> DataFrame:
    """Pairs that share a key; of several, the first alone gives the pair."""
    is_shared = F.col(f"{LEFT}_{_KEY}") == F.col(f"{RIGHT}_{_KEY}")
    pairs = ours.join(theirs, on=is_shared & condition & _is_first(model), how="inner")
    return pairs.withColumnRenamed(f"{LEFT}_{_PLACE}", _PLACE)


def _is_first(model: MatchModel) -> Column:
    shared = first_shared_rule(F.col(f"{LEFT}.{KEYS}"), F.col(f"{RIGHT}.{KEYS}"), model)
    return shared == F.col(f"{LEFT}_{_PLACE}")


def _rule_code(model: MatchModel) -> Column:
    return rule_code_at(F.col(_PLACE), model).alias(RULE_CODE)
