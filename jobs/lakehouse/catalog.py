"""All contracts of the checkout and what follows from them: edges, order, feeding tables.

The folder is the registry: a new file under ``jobs/<layer>/`` is a new table, and nothing else is edited.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from jobs.lakehouse.contract import LAYERS, Column, Contract, read_contract
from jobs.lakehouse.errors import ContractFault
from jobs.lakehouse.settings import CHECKOUT


class Catalog:
    """The contracts of one checkout, checked against each other.

    Raises ContractFault when a contract names a table that does not exist or the edges form a circle.
    """

    def __init__(self, root: Path = CHECKOUT) -> None:
        paths = [path for layer in LAYERS for path in sorted((root / "jobs" / layer).glob("*.yml"))]
        declared = {contract.name: contract for contract in map(read_contract, paths)}
        self._contracts: Mapping[str, Contract] = {
            name: _complete(contract, declared) for name, contract in declared.items()
        }
        self._order = self._sorted()

    def __iter__(self) -> Iterator[Contract]:
        return iter(self._contracts.values())

    def __getitem__(self, name: str) -> Contract:
        """The contract of a table; raises ContractFault that offers the nearest names."""
        if name not in self._contracts:
            known = ", ".join(sorted(self._contracts))
            raise ContractFault(f"There is no table {name}; the contracts in jobs/ are: {known}.")
        return self._contracts[name]

    @property
    def in_order(self) -> tuple[Contract, ...]:
        """Every table after everything it reads."""
        return tuple(self._contracts[name] for name in self._order if name in self._contracts)

    @cached_property
    def systems(self) -> dict[str, tuple[Contract, ...]]:
        """Source systems with the bronze tables that each of them delivers."""
        found: dict[str, list[Contract]] = {}
        for contract in self:
            if contract.source:
                found.setdefault(contract.source.system, []).append(contract)
        return {system: tuple(contracts) for system, contracts in sorted(found.items())}

    @property
    def dated_systems(self) -> tuple[str, ...]:
        """Systems whose files all carry their business date in the name, so that a day can be asked for again."""
        return tuple(
            system
            for system, contracts in self.systems.items()
            if all("{date}" in getattr(contract.source, "path", "") for contract in contracts)
        )

    def depending_on(self, systems: Collection[str]) -> tuple[Contract, ...]:
        """Every table that holds anything of these systems, in the order of the flow."""
        found: dict[str, Contract] = {}
        for contract in self.in_order:
            is_delivered = contract.source is not None and contract.source.system in systems
            if is_delivered or any(name in found for name in contract.reads):
                found[contract.name] = contract
        return tuple(found.values())

    def reading(self, table: str) -> tuple[Contract, ...]:
        """A table and every table that holds anything of it, in the order of the flow."""
        found = {table: self[table]}
        for contract in self.in_order:
            if any(name in found for name in contract.inputs):
                found[contract.name] = contract
        return tuple(found.values())

    def system(self, name: str) -> tuple[Contract, ...]:
        """The bronze tables of one source system; raises ContractFault when nobody declares it."""
        if name not in self.systems:
            raise ContractFault(f"No bronze contract names the system {name}; known: {', '.join(self.systems)}.")
        return self.systems[name]

    def upstream(self, name: str) -> tuple[str, ...]:
        """The tables and the landing that a table waits for."""
        contract = self[name]
        landing = (f"landing.{contract.source.system}",) if contract.source else ()
        return (*landing, *contract.reads)

    def _sorted(self) -> tuple[str, ...]:
        graph = {name: contract.reads for name, contract in self._contracts.items()}
        named = {name: (*reads, *self[name].earlier_days_of) for name, reads in graph.items()}
        missing = [(name, other) for name, others in named.items() for other in others if other not in graph]
        for name, other in missing:
            raise ContractFault(f"jobs/{name.replace('.', '/')}.yml: input {other} has no contract; correct its name.")
        try:
            return tuple(TopologicalSorter(graph).static_order())
        except CycleError as error:
            raise ContractFault(f"Contracts form a circle: {' -> '.join(error.args[1])}; remove one input.") from None


def _complete(contract: Contract, declared: Mapping[str, Contract]) -> Contract:
    """A feeding table takes the columns of what it feeds; a fed table reads everything that feeds it."""
    if contract.blocks:
        return _joined(contract, declared)
    if contract.feeds:
        fed = declared.get(contract.feeds)
        if fed is None:
            raise ContractFault(
                f"jobs/{contract.name.replace('.', '/')}.yml: feeds {contract.feeds}, which has no contract."
            )
        return contract.model_copy(update={"columns": fed.columns, "key": fed.key})
    feeders = tuple(sorted(name for name, other in declared.items() if other.feeds == contract.name))
    if not feeders:
        return contract
    return contract.model_copy(update={"inputs": (*contract.inputs, *feeders), "rows_from": feeders})


def _joined(contract: Contract, declared: Mapping[str, Contract]) -> Contract:
    """A table of blocks has the key and then every other column of each block, and a row for each row of the first."""
    place = f"jobs/{contract.name.replace('.', '/')}.yml"
    missing = [name for name in contract.blocks if name not in declared]
    if missing:
        raise ContractFault(f"{place}: block {missing[0]} has no contract; correct its name.")
    blocks = [declared[name] for name in contract.blocks]
    for block in blocks:
        if block.key != contract.key:
            raise ContractFault(f"{place}: block {block.name} has another key; give it {', '.join(contract.key)}.")
        if all(column.nullable for column in block.columns if column.name not in contract.key):
            raise ContractFault(
                f"{place}: block {block.name} may tell nothing of a row, so that nobody sees one missing; give it "
                "a column that is not nullable."
            )
    own = [_kept_for(block, column) for block in blocks for column in block.columns if column.name not in contract.key]
    twice = [name for name, times in Counter(column.name for column in own).items() if times > 1]
    if twice:
        raise ContractFault(f"{place}: two blocks have a column {twice[0]}; rename it in one of them.")
    key = [column for column in blocks[0].columns if column.name in contract.key]
    completed = {"columns": (*key, *own), "inputs": contract.blocks, "rows_from": contract.blocks[:1]}
    return contract.model_copy(update=completed)


def _kept_for(block: Contract, column: Column) -> Column:
    """A column stays bound to the purposes of its block, wherever it is shown."""
    return column if column.purpose else column.model_copy(update={"purpose": block.purpose})
