"""One expectation in a pass: what it asks of the rows, its bounds, and how its aggregates tell whether it holds.

Nulls break no rule but those about nulls; ``mostly`` is the share of the values that are there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, reduce
from math import isnan
from typing import Any

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql.types import DataType

from jobs.lakehouse.gate_pass import OnePass, Values, named

Holds = Callable[[Values], bool]


@dataclass(frozen=True)
class Bounds:
    """Least and greatest value that a rule allows; at least one of them is there."""

    arguments: Mapping[str, Any]

    @cached_property
    def given(self) -> tuple[Any, ...]:
        """The bounds that are there."""
        return tuple(
            self.arguments[name] for name in ("min_value", "max_value") if self.arguments.get(name) is not None
        )

    @property
    def are_numbers(self) -> bool:
        """Whether there are bounds, all of them numbers, in order."""
        return self._are((int, float, Decimal))

    @property
    def are_texts(self) -> bool:
        """Whether there are bounds, all of them texts, in order."""
        return self._are((str,))

    def as_decimals(self) -> Bounds:
        """Whole bounds as decimals: beside an int the engine takes every decimal for a longer one and pays twice."""
        return Bounds({name: _as_decimal(value) for name, value in self.arguments.items()})

    def allow(self, value: Any) -> Any:
        """Whether a value, or each value of a Spark column, is inside."""
        least, greatest = self.arguments.get("min_value"), self.arguments.get("max_value")
        is_inside: list[Any] = []
        if least is not None:
            is_inside.append(value > least if self.arguments.get("strict_min") else value >= least)
        if greatest is not None:
            is_inside.append(value < greatest if self.arguments.get("strict_max") else value <= greatest)
        return reduce(lambda one, other: one & other, is_inside)

    def allow_aggregate(self, value: Any) -> bool:
        """Whether an aggregate is inside; one of no values at all is not."""
        is_nothing = value is None or (isinstance(value, float) and isnan(value))
        return not is_nothing and bool(self.allow(value))

    def _are(self, types: tuple[type, ...]) -> bool:
        is_typed = all(isinstance(one, types) and not isinstance(one, bool) for one in self.given)
        return bool(self.given) and is_typed and list(self.given) == sorted(self.given)


@dataclass(frozen=True)
class Asked:
    """One rule with the pass that it takes part in."""

    arguments: Mapping[str, Any]
    one_pass: OnePass
    types: Mapping[str, DataType]
    usual: Mapping[str, Sequence[str]]

    @property
    def bounds(self) -> Bounds:
        """The bounds that the rule gives."""
        return Bounds(self.arguments)

    @property
    def column(self) -> Column:
        """The column that the rule is about."""
        return named(self.arguments["column"])

    @property
    def type(self) -> DataType:
        """The type of that column."""
        return self.types[self.arguments["column"]]

    def ask(self, aggregate: Column) -> str:
        """Ask an aggregate beside the others about the column of the rule."""
        return self.one_pass.of_rows(aggregate, self.arguments.get("column", ""))

    def of_values(self, meets: Column) -> Holds | None:
        """Every value that is there meets a condition."""
        return self.of_rows(self.column.isNotNull(), meets)

    def of_rows(self, counts: Column, meets: Column) -> Holds | None:
        """Of the rows that count, mostly all meet a condition."""
        mostly, parser = self.arguments.get("mostly", 1), self.arguments.get("condition_parser")
        condition = self.arguments.get("row_condition")
        if not isinstance(mostly, int | float) or (condition is not None and parser != "spark"):
            return None
        if condition is not None:
            counts = F.expr(f"({condition})") & counts
        broken = self.ask(F.count_if(counts & ~meets))
        if mostly == 1:
            return lambda values: values[broken] == 0
        counted = self.ask(F.count_if(counts))
        return lambda values: _is_mostly(values[counted], values[broken], mostly)

    def of_aggregate(self, aggregate: Column) -> Holds | None:
        """An aggregate of the column is inside the bounds."""
        if not self.bounds.are_numbers:
            return None
        name = self.ask(aggregate)
        return lambda values: self.bounds.allow_aggregate(values[name])


def _as_decimal(value: Any) -> Any:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _is_mostly(counted: int, broken: int, mostly: float) -> bool:
    return counted == 0 or (float(counted) - float(broken)) / float(counted) >= mostly
