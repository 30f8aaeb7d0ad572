"""The table of receipts, written without the engine: a run that has nothing to build then needs none at all.

Every run adds one row. Through the engine that was a plan, a job and a look at the whole log each time, for a kilobyte;
see docs/decisions/0046.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, Field, Schema, Transaction, write_deltalake
from deltalake.schema import ArrayType, DataType, MapType, PrimitiveType

from jobs.lakehouse.contract import BUSINESS_DATE, Contract
from jobs.lakehouse.layout import TABLE_PROPERTIES

# What Delta's log calls the types that a contract names as Spark does.
IN_LOG = {"int": "integer", "bigint": "long"}
MAP, ARRAY = re.compile(r"map<(\w+),(\w+)>"), re.compile(r"array<(\w+)>")
# A clock of its own in every commit is for tables that are read as of a time; this writer does not keep it.
KEPT_BY_ENGINE = "delta.enableInCommitTimestamps"


def add_receipt(path: Path, contract: Contract, row: Mapping[str, Any], run_id: str) -> None:
    """Append one row; the caller holds the claim of the table. A row of a run that is there already is not added."""
    if not DeltaTable.is_deltatable(str(path)):
        _create(path, contract)
    table = DeltaTable(str(path))
    if table.transaction_version(run_id) is not None:
        return
    schema = pa.schema(Schema(_fields(contract)).to_arrow())
    write_deltalake(
        table,
        pa.Table.from_pylist([_in_arrow(row)], schema=schema),
        mode="append",
        schema_mode="merge",
        commit_properties=CommitProperties(app_transactions=[Transaction(run_id, 1)]),
    )


def _create(path: Path, contract: Contract) -> None:
    DeltaTable.create(
        str(path),
        Schema(_fields(contract)),
        mode="ignore",
        partition_by=[BUSINESS_DATE],
        description=contract.about,
        configuration={name: value for name, value in TABLE_PROPERTIES.items() if name != KEPT_BY_ENGINE},
    )


def _fields(contract: Contract) -> list[Field]:
    own = (Field(one.name, _type(one.type), one.nullable, {"comment": one.about}) for one in contract.columns)
    return [*own, Field(BUSINESS_DATE, PrimitiveType("date"), False)]


def _type(text: str) -> DataType:
    if pair := MAP.fullmatch(text):
        return MapType(*(_type(one) for one in pair.groups()), True)
    if item := ARRAY.fullmatch(text):
        return ArrayType(_type(item[1]), True)
    return PrimitiveType(IN_LOG.get(text, text))


def _in_arrow(row: Mapping[str, Any]) -> dict[str, Any]:
    """Arrow takes a map as pairs."""
    return {name: list(value.items()) if isinstance(value, Mapping) else value for name, value in row.items()}
