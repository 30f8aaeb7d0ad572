"""Values that so many records share that nobody is found by them: placeholders, telephones of branches, bad feeds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from jobs.identity.matching.declaration import BlockingKey, BlockingRule, MatchModel

PARTS: Mapping[str, Callable[[pl.Expr], pl.Expr]] = {
    "year": lambda date: date.dt.year(),
    "last_word": lambda text: text.str.split(" ").list.last(),
}


@dataclass(frozen=True)
class Hubs:
    """What the cap of a model drops from one of its blocking rules, without telling a value."""

    rule_code: str
    values: int
    records: int


def hubs_of(records: pl.LazyFrame, model: MatchModel) -> Iterator[Hubs]:
    """The hubs of each rule that has any. ``records`` have the columns of the blocking rules."""
    chosen = records.filter(pl.col(model.only.column) == model.only.value) if model.only else records
    for rule in model.blocking:
        sizes = chosen.select(_keys(rule)).drop_nulls().group_by(pl.all()).agg(pl.len().alias("records"))
        hubs = sizes.filter(pl.col("records") > model.hub_records).select("records").collect()["records"]
        if len(hubs):
            yield Hubs(rule.code, len(hubs), int(hubs.sum()))


def _keys(rule: BlockingRule) -> list[pl.Expr]:
    return [_part(key).alias(f"key_{place}") for place, key in enumerate(rule.keys)]


def _part(key: BlockingKey) -> pl.Expr:
    value = pl.col(key.column)
    if key.first_characters:
        is_long = value.str.len_chars() >= key.first_characters
        return pl.when(is_long).then(value.str.slice(0, key.first_characters))
    return PARTS[key.part](value) if key.part else value
