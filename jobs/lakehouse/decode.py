"""Turn a received file into rows once, at the door: text columns in Parquet beside the bytes as received.

Whatever the format, bronze then reads the same thing. What is counted here is held against the supplier's control file
and, later, against what the engine loads.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from jobs.lakehouse import formats
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.formats.batches import MALFORMED, RECORD
from jobs.lakehouse.formats.opened import Unreadable

AMOUNT = pa.decimal128(38, 4)
AMOUNT_PATTERN = r"^[+-]?\d{1,30}(\.\d{1,4})?$"


@dataclass(frozen=True)
class Decoded:
    """What was found in a file: its own column names, its records, and the total of the contract's amount column."""

    names: tuple[str, ...]
    records: int
    malformed: int
    amount_total: Decimal | None


def decode(path: Path, contract: Contract, amount_column: str | None, target: Path) -> Decoded:
    """Write the records of one received file as Parquet: the contract's columns, ``_record`` and ``_malformed``.

    A column the file lacks is null, one the contract does not know stays in the received file only. Raises DataFault
    in one sentence that names table, file and problem, never a value.
    """
    try:
        return _decoded(path, contract, amount_column, target)
    except Unreadable as problem:
        raise DataFault(
            f"{contract.name}: file {path.name} {problem}: nothing was loaded, ask the supplier for it again or "
            "correct the contract."
        ) from None


def _decoded(path: Path, contract: Contract, amount_column: str | None, target: Path) -> Decoded:
    names = formats.field_names(path, contract.format) or contract.column_names
    if len(set(names)) != len(names):
        raise Unreadable("has two columns of one name")
    if names != contract.column_names:
        raise Unreadable("has a header that is not the contract's")
    records, malformed, total = 0, 0, Decimal(0)
    with pq.ParquetWriter(target, _schema(contract), compression="zstd") as writer:
        for batch in _wanted(formats.batches(path, contract.format, names), contract):
            writer.write_batch(batch)
            records += batch.num_rows
            malformed += batch.num_rows - batch[MALFORMED].null_count
            total += total_of(batch[amount_column]) if amount_column else 0
    return Decoded(names, records, malformed, total if amount_column else None)


def _schema(contract: Contract) -> pa.Schema:
    texts = [pa.field(name, pa.string()) for name in contract.column_names]
    return pa.schema([*texts, pa.field(RECORD, pa.int64()), pa.field(MALFORMED, pa.string())])


def _wanted(found: Iterator[pa.RecordBatch], contract: Contract) -> Iterator[pa.RecordBatch]:
    schema = _schema(contract)
    with closing(found):
        for batch in found:
            columns = [
                batch[field.name] if field.name in batch.schema.names else pa.nulls(batch.num_rows, field.type)
                for field in schema
            ]
            yield pa.RecordBatch.from_arrays(columns, schema=schema)


def total_of(texts: pa.Array) -> Decimal:
    """The total of a column of amounts as a supplier counts it; a thousands separator is allowed, no number adds 0."""
    plain = pc.replace_substring(pc.utf8_trim_whitespace(texts), ",", "")
    numbers = pc.if_else(pc.match_substring_regex(plain, AMOUNT_PATTERN), plain, pa.scalar(None, pa.string()))
    return pc.sum(pc.cast(numbers, AMOUNT)).as_py() or Decimal(0)
