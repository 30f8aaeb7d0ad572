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
_KEY, _PLACE, _RECORDS = "blocking_key", "rule_place", "key_records"
_SHARED = [_PLACE, _KEY]
_IDS, _BEFORE = "record_ids", "records_before"
PARTS: Mapping[str, Callable[[Column], Column]] = {
    "year": F.year,
    "last_word": lambda text: F.substring_index(text, " ", -1),
}
# A key with so many records, as shares of the cap, may have been a hub the day before, or none; see ``increment``.
CROWDED_SHARES = (0.5, 2.0)


def keyed_records(records: DataFrame, model: MatchModel, keep: tuple[str, ...] = ()) -> DataFrame:
    """The key of each record that the model matches, the columns to ``keep``, ``blocking_keys`` (one per rule, null
    where the record has none or shares it with a hub) and ``is_crowded`` (one of its keys is nearly a hub, or hardly
    one). The keys that many records share are few, and asked of the engine once for all that reads these rows.
    """
    chosen = _with_keys(records, model, keep)
    fewest, most = (model.hub_records * share for share in CROWDED_SHARES)
    found = _key_sizes(chosen).where(F.col(_RECORDS) > fewest)
    crowded = records.sparkSession.createDataFrame(found.toArrow(), f"{_KEY} bigint, {_RECORDS} bigint")
    names = [name for name in chosen.columns if name != KEYS]
    places = range(len(model.blocking))
    sized = reduce(lambda frame, place: _with_size(frame, crowded, place), places, chosen)
    kept = [_kept_key(place, model.hub_records) for place in places]
    sizes = [F.coalesce(F.col(f"{_RECORDS}_{place}"), F.lit(0)) for place in places]
    is_crowded = reduce(Column.__or__, [size.between(1, most) for size in sizes])
    return sized.select(*map(F.col, names), F.array(*kept).alias(KEYS), is_crowded.alias(IS_CROWDED))


def all_pairs(blocked: DataFrame, records: DataFrame, model: MatchModel) -> DataFrame:
    """Every candidate pair once: ``left`` and ``right`` (records as structs, the smaller key left) and
    ``blocking_rule_code``, the first rule that finds the pair.

    ``blocked`` are the records with the columns of the blocking rules, ``records`` what is compared of them. Records
    come together by their keys alone; none is moved before a pair of it is known.
    """
    ids = F.array_sort(F.collect_list(model.key)).alias(_IDS)
    rows = _by_key(_with_keys(blocked, model, ()), model.key, model)
    # A key is one rule's own. Grouped by it alone, its bits put the rows in order: half the time of rule and key.
    sharing = rows.groupBy(_KEY).agg(F.first(_PLACE).alias(_PLACE), ids)
    sharing = sharing.where(F.size(_IDS).between(2, model.hub_records))
    lefts = sharing.select(_PLACE, _IDS, F.posexplode(_IDS).alias(_BEFORE, _id(LEFT)))
    after = F.slice(_IDS, F.col(_BEFORE) + 2, F.size(_IDS))
    return _with_records(lefts.select(_PLACE, _id(LEFT), F.explode(after).alias(_id(RIGHT))), records, model)


def pairs_touching(fresh: DataFrame, every: DataFrame, records: DataFrame, model: MatchModel) -> DataFrame:
    """The candidate pairs of at least one ``fresh`` record, as ``all_pairs`` gives them for ``every`` record.

    Both come from one ``keyed_records`` and say of each record in ``is_fresh`` whether it is among the fresh ones.
    """
    ours, theirs = _by_key(fresh, _id(LEFT), model), _by_key(every, _id(RIGHT), model, IS_FRESH)
    left, right = F.col(_id(LEFT)), F.col(_id(RIGHT))
    is_once = (left < right) | (~F.col(IS_FRESH) & (left != right))
    found = ours.join(theirs, on=_SHARED, how="inner").where(is_once)
    ordered = {_id(LEFT): F.least(left, right), _id(RIGHT): F.greatest(left, right)}
    return _with_records(found.withColumns(ordered), records, model)


def hub_report(records: DataFrame, model: MatchModel) -> DataFrame:
    """What the cap drops, without telling a value: ``blocking_rule_code``, ``hub_count`` (key values dropped) and
    ``record_count`` (records that have one of them)."""
    keys = _by_key(_with_keys(records, model, ()), model.key, model)
    sizes = keys.groupBy(*_SHARED).agg(F.count("*").alias(_RECORDS)).where(F.col(_RECORDS) > model.hub_records)
    totals = sizes.groupBy(_PLACE).agg(F.count("*").alias("hub_count"), F.sum(_RECORDS).alias("record_count"))
    return totals.select(_rule_code(model), "hub_count", "record_count")


def matched_records(records: DataFrame, model: MatchModel) -> DataFrame:
    """The records that the model is about."""
    return records.where(F.col(model.only.column) == model.only.value) if model.only else records


def _with_keys(records: DataFrame, model: MatchModel, keep: tuple[str, ...]) -> DataFrame:
    names = dict.fromkeys((model.key, *keep))
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


def _by_key(keyed: DataFrame, name: str, model: MatchModel, *beside: str) -> DataFrame:
    """One row for each key of a record, with no more of the record than its own key under a name."""
    places = F.posexplode(F.col(KEYS)).alias(*_SHARED)
    chosen = keyed.select(F.col(model.key).alias(name), *map(F.col, beside), places)
    return chosen.where(F.col(_KEY).isNotNull())


def _id(side: str) -> str:
    return f"{side}_id"


def _with_records(found: DataFrame, records: DataFrame, model: MatchModel) -> DataFrame:
    """Each pair once, by the first rule that finds it, with both records.

    Rows of a left record come together once, to find its first rules and to meet it.
    """
    ids = [_id(side) for side in (LEFT, RIGHT)]
    pairs = found.repartition(_id(LEFT)).groupBy(*ids).agg(F.min(_PLACE).alias(_PLACE))
    for side in (LEFT, RIGHT):
        whole = F.struct(*map(F.col, records.columns)).alias(side)
        pairs = pairs.join(records.select(F.col(model.key).alias(_id(side)), whole), on=_id(side), how="inner")
    return pairs.select(LEFT, RIGHT, _rule_code(model))


def _rule_code(model: MatchModel) -> Column:
    """The code of the rule of a pair."""
    codes = F.array(*(F.lit(rule.code) for rule in model.blocking))
    return F.get(codes, F.col(_PLACE)).alias(RULE_CODE)
