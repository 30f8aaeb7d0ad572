"""Where every column comes from, as kept in docs/lineage.json: derived from the builds, read without an engine.

The file has, for each column of silver and gold, the columns of the inputs that go into its value. Tables whose build
does not show it (a model scores them) are listed under ``assumed``: there columns of the same name are connected.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.errors import ContractFault
from jobs.lakehouse.settings import CHECKOUT

LINEAGE = CHECKOUT / "docs" / "lineage.json"
Edges = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Lineage:
    """The column edges of a checkout: table, column, origins as ``layer.table.column``."""

    columns: Mapping[str, Edges]
    assumed: tuple[str, ...] = ()

    def of(self, contract: Contract) -> Edges:
        """The origins of every column of a table; a bronze table takes its source's columns as they are."""
        if contract.source:
            place = source_name(contract)
            return {name: (f"{place}.{name}",) for name in contract.column_names}
        return self.columns.get(contract.name, {})

    def to_json(self) -> str:
        """The text of docs/lineage.json."""
        columns = {
            table: {name: list(origins) for name, origins in edges.items()}
            for table, edges in sorted(self.columns.items())
        }
        return json.dumps({"assumed": sorted(self.assumed), "columns": columns}, indent=1) + "\n"


def source_name(contract: Contract) -> str:
    """The place in a source system that a bronze table is received from: ``landing.<system>/<relation or path>``."""
    source = contract.source
    place = source.relation if source.kind == "database" else source.path
    return f"landing.{source.system}/{place}"


def table_of(origin: str) -> str:
    """The table, or the place in a source, of a column's full name."""
    return origin.rpartition(".")[0]


@cache
def read_lineage(path: Path = LINEAGE) -> Lineage:
    """The committed lineage; raises ContractFault where it is missing."""
    if not path.exists():
        raise ContractFault("docs/lineage.json is missing: run python -m jobs.lineage --write while the engine runs.")
    facts = json.loads(path.read_text(encoding="utf-8"))
    columns = {
        table: {name: tuple(origins) for name, origins in edges.items()} for table, edges in facts["columns"].items()
    }
    return Lineage(columns, tuple(facts["assumed"]))


def same_names(contract: Contract, catalog: Catalog) -> Edges:
    """Every column connected with the columns of its name in the inputs."""
    return {
        name: tuple(sorted(f"{table}.{name}" for table in contract.inputs if name in catalog[table].column_names))
        for name in contract.column_names
    }


def sources_of(catalog: Catalog, lineage: Lineage, column: str) -> tuple[str, ...]:
    """The columns in the source systems that a column of a table is made from."""
    table, _, name = column.rpartition(".")
    return tuple(sorted({step.name for step in way_back(catalog, lineage, table, name) if step.is_source}))


@dataclass(frozen=True)
class Step:
    """One line of a way back: a column or a table, how deep it lies, and whether its own origins stand elsewhere."""

    name: str
    depth: int
    is_repeated: bool
    is_assumed: bool

    @property
    def is_source(self) -> bool:
        """Whether it lies in a source system."""
        return self.name.startswith("landing.")


def way_back(catalog: Catalog, lineage: Lineage, table: str, column: str = "") -> Iterator[Step]:
    """From a table or one of its columns back to the sources, depth first; what was told once is not told again.

    Raises ContractFault for a column that the table lacks.
    """
    contract = catalog[table]
    if column and column not in contract.column_names:
        raise ContractFault(f"{table} has no column {column}: its columns stand in docs/data_dictionary.md.")
    name = f"{table}.{column}" if column else table
    yield from _steps(catalog, lineage, name, 0, set())


def _steps(catalog: Catalog, lineage: Lineage, name: str, depth: int, told: set[str]) -> Iterator[Step]:
    table = name if name.count(".") == 1 and not name.startswith("landing.") else table_of(name)
    is_assumed = table in lineage.assumed and name != table
    origins = () if name.startswith("landing.") else _origins(catalog, lineage, name)
    yield Step(name, depth, bool(origins) and name in told, is_assumed)
    if name in told:
        return
    told.add(name)
    for origin in origins:
        yield from _steps(catalog, lineage, origin, depth + 1, told)


def _origins(catalog: Catalog, lineage: Lineage, name: str) -> tuple[str, ...]:
    if name.count(".") == 1:
        contract = catalog[name]
        return (source_name(contract),) if contract.source else contract.inputs
    table, _, column = name.rpartition(".")
    return lineage.of(catalog[table]).get(column, ())
