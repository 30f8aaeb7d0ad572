"""What changed in a table between two sealed days, in the words of Delta's change data feed.

A day's partition is written anew, so the feed of Delta itself would tell every row of every day. Here the rows of two
days are laid beside each other by the table's key; whoever keeps a copy applies what comes out, and has the later day.
"""

from __future__ import annotations

import polars as pl

from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.lake_reader import CuratedTable

INSERT, DELETE = "insert", "delete"
BEFORE, AFTER = "update_preimage", "update_postimage"
CHANGE_TYPE = "_change_type"  # Delta's name for it
LATER = ":later"


def changes(earlier: CuratedTable, later: CuratedTable) -> pl.LazyFrame:
    """The rows that differ, with ``_change_type``: insert, update_preimage, update_postimage or delete.

    Raises DataFault for a table without a key. Where both days show the same content nothing is read.
    """
    key = list(later.contract.key)
    if not key:
        raise DataFault(f"{later.contract.name} has no key, so its rows cannot be told apart: read both days whole.")
    before, after = earlier.polars(), later.polars()
    if earlier.entry.content_hash == later.entry.content_hash:
        return _marked(after.clear(), INSERT)
    both = before.join(after, on=key, how="inner", suffix=LATER).filter(_differs(later.contract.column_names, key))
    changed = both.select(key)
    return pl.concat(
        [
            _marked(after.join(before, on=key, how="anti"), INSERT),
            _marked(before.join(changed, on=key, how="semi"), BEFORE),
            _marked(after.join(changed, on=key, how="semi"), AFTER),
            _marked(before.join(after, on=key, how="anti"), DELETE),
        ]
    )


def _differs(columns: tuple[str, ...], key: list[str]) -> pl.Expr:
    values = [name for name in columns if name not in key]
    return pl.any_horizontal(pl.lit(False), *(pl.col(name).ne_missing(pl.col(f"{name}{LATER}")) for name in values))


def _marked(rows: pl.LazyFrame, change_type: str) -> pl.LazyFrame:
    return rows.with_columns(pl.lit(change_type).alias(CHANGE_TYPE))
