"""The counts of a fit, made by the engine from a table of any size; what comes back is as small as the scorecard needs.

Three passes over the table: one counts every number, one every code, the last one counts the patterns of bins. Numbers
travel through the engine as plain doubles, because groups of doubles are counted eight times faster than groups of
structs with texts (``docs/benchmarks.md``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from operator import or_

import numpy as np
import pyarrow as pa
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.models import counts as states
from jobs.models.counts import VariableCounts, counts_of
from jobs.models.declaration import ModelDeclaration, Variable
from jobs.models.evidence import Patterns
from jobs.models.expressions import bin_of
from jobs.models.scorecard import FIRST_LETTER, Characteristic

ENDLESS = float("inf")
GIVEN = "="  # before a code that is there, so that no code reads like a state


class EngineEvidence:
    """A table in the engine, with the columns of the declared variables and the outcome."""

    def __init__(self, declaration: ModelDeclaration, table: DataFrame) -> None:
        self._declaration = declaration
        self._table = table.withColumn("is_bad", F.col(declaration.training.outcome).cast("long"))

    def counts(self) -> Mapping[str, VariableCounts]:
        """The counts of every variable, by name."""
        numbers = [one for one in self._declaration.variables if one.kind == "number"]
        others = [one for one in self._declaration.variables if one.kind != "number"]
        return self._found(numbers, number_counts) | self._found(others, code_counts)

    def patterns(self, items: Sequence[Characteristic]) -> Patterns:
        """How often each pattern of bins occurs."""
        found = pattern_counts(self._table, items).toArrow()
        letters = np.concatenate([_letters_of(part, len(items)) for part in found["letters"].chunks])
        order = np.argsort(letters, kind="stable")
        rows, bad = (found[name].to_numpy().astype(float)[order] for name in ("rows", "bad"))
        return Patterns(letters[order], rows, bad)

    def _found(
        self, variables: Sequence[Variable], counted: Callable[[Sequence[Variable], DataFrame], DataFrame]
    ) -> dict[str, VariableCounts]:
        if not variables:
            return {}
        lines = dict(list(counted(variables, self._table).toPandas().groupby("place")))
        return {one.name: counts_of(one, lines[place]) for place, one in enumerate(variables)}


def number_counts(variables: Sequence[Variable], table: DataFrame) -> DataFrame:
    """Lines (place of the variable, state, number, rows, bad): one for each group of like numbers."""
    values = F.array(*(_number(one) for one in variables))
    each = table.select("is_bad", F.posexplode(values).alias("place", "value"))
    groups = each.groupBy("place", _is_special(variables).alias("is_special"), _rounded(F.col("value")).alias("same"))
    counted = groups.agg(F.min("value").alias("number"), *_totals())
    return counted.select("place", _state_of_group().alias("state"), "number", "rows", "bad")


def code_counts(variables: Sequence[Variable], table: DataFrame) -> DataFrame:
    """Lines (place of the variable, state, code, rows, bad): one for each code or answer."""
    each = table.select("is_bad", F.posexplode(F.array(*(_code(one) for one in variables))).alias("place", "text"))
    counted = each.groupBy("place", "text").agg(*_totals())
    is_given, text = F.col("text").startswith(GIVEN), F.col("text")
    state = F.when(is_given, F.lit(states.VALUE)).otherwise(text)
    code = F.when(is_given, F.substring(text, 2, F.length(text)))
    return counted.select("place", state.alias("state"), code.alias("code"), "rows", "bad")


def pattern_counts(table: DataFrame, items: Sequence[Characteristic]) -> DataFrame:
    """Lines (letters, rows, bad): a letter for the bin of each characteristic, in order."""
    letters = F.concat(*(bin_of(item, _letters(item)) for item in items))
    return table.select(letters.alias("letters"), "is_bad").groupBy("letters").agg(*_totals())


def _totals() -> tuple[Column, Column]:
    return F.count(F.lit(1)).alias("rows"), F.sum("is_bad").alias("bad")


def _number(variable: Variable) -> Column:
    """The value; null where it is missing, and no number at all (NaN) where there cannot be one."""
    value = F.col(variable.name).cast("double")
    told = F.when(~F.isnan(value), value)
    return F.when(_is_absent(variable), F.lit(float("nan"))).otherwise(told) if variable.needs else told


def _code(variable: Variable) -> Column:
    """The code after a sign that it is one, or else the state."""
    value = F.col(variable.name)
    code = (F.coalesce(value, F.lit(False)) if variable.kind == "flag" else value).cast("string")
    told = F.coalesce(F.concat(F.lit(GIVEN), code), F.lit(states.MISSING))
    return F.when(_is_absent(variable), F.lit(states.ABSENT)).otherwise(told) if variable.needs else told


def _rounded(value: Column) -> Column:
    """As ``counts.rounded``, whose arithmetic would overflow beyond the largest number: all that is there is alike."""
    scaled = value * F.lit(states.SPLITTER)
    kept = F.when(F.isnan(value), value).when(F.abs(value) >= F.lit(states.LARGEST), F.lit(ENDLESS))
    return kept.otherwise(scaled - (scaled - value) + F.lit(0.0))


def _state_of_group() -> Column:
    same = F.col("same")
    return (
        F.when(same.isNull(), F.lit(states.MISSING))
        .when(F.isnan(same), F.lit(states.ABSENT))
        .when(same == F.lit(ENDLESS), F.lit(states.INFINITE))
        .when(F.col("is_special"), F.lit(states.SPECIAL))
        .otherwise(F.lit(states.VALUE))
    )


def _is_absent(variable: Variable) -> Column:
    return ~F.coalesce(F.col(variable.needs), F.lit(False))


def _is_special(variables: Sequence[Variable]) -> Column:
    declared = ((place, one.special_values) for place, one in enumerate(variables) if one.special_values)
    asked = ((F.col("place") == F.lit(place)) & F.col("value").isin(*values) for place, values in declared)
    return F.coalesce(reduce(or_, asked, F.lit(False)), F.lit(False))


def _letters(item: Characteristic) -> list[Column]:
    return [F.lit(chr(ord(FIRST_LETTER) + place)) for place in range(len(item.every_bin))]


def _letters_of(part: pa.Array, width: int) -> np.ndarray:
    """Texts of one width, as numpy holds them; no object is made for any."""
    fixed = part.cast(pa.binary()).cast(pa.binary(width))
    return np.frombuffer(fixed.buffers()[1], dtype=f"S{width}", count=len(fixed), offset=fixed.offset * width)
