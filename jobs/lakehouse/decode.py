"""Turn a received file into rows once, at the door: text columns in Parquet beside the bytes as received.

Whatever the format, bronze then reads the same thing. What is counted here is held against the supplier's control file
and, later, against what the engine loads.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from jobs.lakehouse import formats
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.formats.batches import MALFORMED, RECORD
from jobs.lakehouse.formats.limits import Unreadable
from jobs.lakehouse.profile import ColumnProfile, profile_of

AMOUNT = pa.decimal128(38, 4)
AMOUNT_PATTERN = r"^[+-]?\d{1,30}(\.\d{1,4})?$"
# Blanks around an amount; the engine counts with the same ones, see account.py.
AROUND_AMOUNT = " \t\r\n\u00a0\u3000"


@dataclass
class Decoded:
    """What was found in a file: its own column names, its records, the total of one column, and a profile of each."""

    names: tuple[str, ...]
    records: int = 0
    malformed: int = 0
    amount_total: Decimal | None = None
    profile: dict[str, ColumnProfile] = field(default_factory=dict)

    def add(self, batch: pa.RecordBatch, contract: Contract, amount_column: str | None) -> None:
        """Count one batch of rows."""
        self.records += batch.num_rows
        self.malformed += batch.num_rows - batch[MALFORMED].null_count
        if amount_column:
            self.amount_total = (self.amount_total or Decimal(0)) + total_of(batch[amount_column])
        for name, part in profile_of(batch, contract.columns).items():
            self.profile[name] = self.profile.get(name, ColumnProfile()) + part


def decode(path: Path, contract: Contract, amount_column: str | None, target: Path) -> Decoded:
    """Write the records of one received file as Parquet: the contract's columns, ``_record`` and ``_malformed``.

    A column the file lacks is null, one the contract does not know stays in the received file only. Raises Unreadable
    when the file is not what its format says.
    """
    names = formats.field_names(path, contract.format) or contract.column_names
    if len(set(names)) != len(names):
        raise Unreadable("has two columns of one name")
    if amount_column and amount_column not in contract.column_names:
        raise Unreadable("has a control file that totals a column the contract does not know")
    decoded = Decoded(names, amount_total=Decimal(0) if amount_column else None)
    with pq.ParquetWriter(target, _schema(contract), compression="zstd") as writer:
        for batch in _wanted(formats.batches(path, contract.format, names), contract):
            writer.write_batch(batch)
            decoded.add(batch, contract, amount_column)
    return decoded


def _schema(contract: Contract) -> pa.Schema:
    texts = [pa.field(name, pa.string()) for name in contract.column_names]
    return pa.schema([*texts, pa.field(RECORD, pa.int64()), pa.field(MALFORMED, pa.string())])


def _wanted(found: Iterator[pa.RecordBatch], contract: Contract) -> Iterator[pa.RecordBatch]:
    schema = _schema(contract)
    with closing(found):
        for batch in found:
            columns = [
                batch[wanted.name] if wanted.name in batch.schema.names else pa.nulls(batch.num_rows, wanted.type)
                for wanted in schema
            ]
            yield pa.RecordBatch.from_arrays(columns, schema=schema)


def total_of(texts: pa.Array) -> Decimal:
    """The total of a column of amounts as a supplier counts it; a thousands separator is allowed, no number adds 0."""
    plain = pc.replace_substring(pc.utf8_trim(texts, AROUND_AMOUNT), ",", "")
    numbers = pc.if_else(pc.match_substring_regex(plain, AMOUNT_PATTERN), plain, pa.scalar(None, pa.string()))
    return pc.sum(pc.cast(numbers, AMOUNT)).as_py() or Decimal(0)
