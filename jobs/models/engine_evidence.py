"""The counts of a fit, made by the engine from a table of any size; what comes back is as small as the scorecard needs.

Two passes over the table: one counts every variable at once, the other one counts the patterns of bins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.models import counts as states
from jobs.models.counts import VariableCounts, counts_of
from jobs.models.declaration import ModelDeclaration, Variable
from jobs.models.evidence import Patterns
from jobs.models.expressions import bin_of
from jobs.models.scorecard import FIRST_LETTER, Characteristic

LINE = "struct<place:int,state:string,number:double,code:string,same:double>"


class EngineEvidence:
    """A table in the engine, with the columns of the declared variables and the outcome."""

    def __init__(self, declaration: ModelDeclaration, table: DataFrame) -> None:
        self._declaration = declaration
        self._table = table

    def counts(self) -> Mapping[str, VariableCounts]:
        """The counts of every variable, by name."""
        found = variable_counts(self._declaration, self._table).toPandas()
        by_place = dict(list(found.groupby("place")))
        return {one.name: counts_of(one, by_place[place]) for place, one in enumerate(self._declaration.variables)}

    def patterns(self, items: Sequence[Characteristic]) -> Patterns:
        """How often each pattern of bins occurs."""
        found = pattern_counts(self._declaration, self._table, items).toPandas()
        letters = found["letters"].to_numpy(dtype=f"S{len(items)}")
        order = np.argsort(letters, kind="stable")
        rows, bad = (found[name].to_numpy(dtype=float)[order] for name in ("rows", "bad"))
        return Patterns(letters[order], rows, bad)


def variable_counts(declaration: ModelDeclaration, table: DataFrame) -> DataFrame:
    """Lines (place of the variable, state, number, code, rows, bad): one for each group of like values."""
    is_bad = F.col(declaration.training.outcome).cast("long").alias("is_bad")
    lines = F.array(*(_line(place, one) for place, one in enumerate(declaration.variables)))
    each = table.select(is_bad, F.explode(lines).alias("line")).select("is_bad", "line.*")
    return (
        each.groupBy("place", "state", "same", "code")
        .agg(F.min("number").alias("number"), F.count(F.lit(1)).alias("rows"), F.sum("is_bad").alias("bad"))
        .select("place", "state", "number", "code", "rows", "bad")
    )


def pattern_counts(declaration: ModelDeclaration, table: DataFrame, items: Sequence[Characteristic]) -> DataFrame:
    """Lines (letters, rows, bad): a letter for the bin of each characteristic, in order."""
    letters = F.concat(*(bin_of(item, _letters(item)) for item in items)).alias("letters")
    is_bad = F.col(declaration.training.outcome).cast("long").alias("is_bad")
    counted = table.select(letters, is_bad).groupBy("letters")
    return counted.agg(F.count(F.lit(1)).alias("rows"), F.sum("is_bad").alias("bad"))


def _line(place: int, variable: Variable) -> Column:
    value = F.col(variable.name)
    if variable.kind == "number":
        return _number_line(place, variable, value.cast("double"))
    code = F.coalesce(value, F.lit(False)).cast("string") if variable.kind == "flag" else value.cast("string")
    state = _absence(variable).when(code.isNull(), F.lit(states.MISSING)).otherwise(F.lit(states.VALUE))
    return _struct(place, state, F.lit(None), F.when(state == states.VALUE, code), F.lit(None))


def _number_line(place: int, variable: Variable, value: Column) -> Column:
    size = F.abs(value)
    state = (
        _absence(variable)
        .when(value.isNull() | F.isnan(value), F.lit(states.MISSING))
        .when(size >= F.lit(states.LARGEST), F.lit(states.INFINITE))
    )
    for special in variable.special_values:
        state = state.when(value == F.lit(special), F.lit(states.SPECIAL))
    state = state.otherwise(F.lit(states.VALUE))
    scaled = value * F.lit(states.SPLITTER)
    rounded = scaled - (scaled - value) + F.lit(0.0)
    is_value = state == F.lit(states.VALUE)
    same = F.when(is_value, rounded).when(state == F.lit(states.SPECIAL), value)
    return _struct(place, state, F.when(same.isNotNull(), value), F.lit(None), same)


def _absence(variable: Variable) -> Column:
    has_none = F.lit(False) if variable.needs is None else ~F.coalesce(F.col(variable.needs), F.lit(False))
    return F.when(has_none, F.lit(states.ABSENT))


def _struct(place: int, state: Column, number: Column, code: Column, same: Column) -> Column:
    parts = {"place": F.lit(place), "state": state, "number": number, "code": code, "same": same}
    return F.struct(*(part.alias(name) for name, part in parts.items())).cast(LINE)


def _letters(item: Characteristic) -> list[Column]:
    return [F.lit(chr(ord(FIRST_LETTER) + place)) for place in range(len(item.every_bin))]
