"""Planted dirt: how it is written into text columns, and the list of it that tests compare against."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from infra.sample_bank.business_days import Days
from infra.sample_bank.columns import chosen, dates, picked
from infra.sample_bank.customers import ID_DIRT, PHONE_DIRT, Customers
from infra.sample_bank.draws import Booleans, Draws, Integers

# One table of dirt: columns table, key, kind.
Dirt = pa.Table
DIRT_SCHEMA = pa.schema([("table", pa.string()), ("key", pa.string()), ("kind", pa.string())])
CUSTOMER_TABLE = "bank.customer"
BAD_DATES = ("2026-02-30", "0000-00-00", "31/12/2024")


def dirt_rows(table: str, key: pa.ChunkedArray | pa.Array, kinds: Mapping[str, Booleans]) -> list[Dirt]:
    """One row for each key and each kind of dirt that holds for it."""
    return [_listed(table, key.filter(pa.array(where)), kind) for kind, where in kinds.items() if where.any()]


def _listed(table: str, key: pa.ChunkedArray | pa.Array, kind: str) -> Dirt:
    nothing = np.zeros(len(key), dtype=np.int64)
    return pa.table([picked((table,), nothing), key, picked((kind,), nothing)], schema=DIRT_SCHEMA)


def customer_dirt(customers: Customers) -> list[Dirt]:
    """Spellings and faults of the customer rows; DUPLICATE_CUSTOMER marks every number after a person's first."""
    kinds = {kind: customers.id_dirt == position for position, kind in enumerate(ID_DIRT) if kind}
    kinds |= {kind: customers.phone_dirt == position for position, kind in enumerate(PHONE_DIRT) if kind}
    kinds["DUPLICATE_CUSTOMER"] = customers.copy > 0
    return dirt_rows(CUSTOMER_TABLE, customers.rows["customer_id"], kinds)


def written_dates(draws: Draws, name: str, share: float, serial: Integers, days: Days) -> tuple[pa.Array, Booleans]:
    """Days as text, a share of them as no day can be, and which those are; ``name`` is the name of the draw."""
    is_bad = draws.happens(name, share, serial)
    wrong = picked(BAD_DATES, draws.integers(name + "/which", 0, len(BAD_DATES) - 1, serial))
    return chosen(is_bad, wrong, pc.cast(dates(days), pa.string())), is_bad


def with_thousands(amounts: pa.Array, where: Booleans) -> pa.Array:
    """1234.50 written as 1,234.50 where asked."""
    mask = pa.array(where)
    written = [f"{Decimal(text):,}" for text in amounts.filter(mask).to_pylist()]
    return pc.replace_with_mask(amounts, mask, pa.array(written, pa.string()))


def with_repeats(table: pa.Table, repeated: Booleans) -> pa.Table:
    """The table with some of its rows once more at its end."""
    return pa.concat_tables([table, table.filter(pa.array(repeated))])
