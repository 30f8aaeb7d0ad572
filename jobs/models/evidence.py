"""Where a fit takes its counts from: rows in memory, or a table in the engine; both give the same scorecard.

The regression needs no rows either: rows that fall into the same bins weigh alike, so each pattern of bins is kept
once, with how many rows have it and how many of them are bad.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

from jobs.models import counts as states
from jobs.models.counts import VariableCounts, counts_of, rounded
from jobs.models.declaration import ModelDeclaration, Variable
from jobs.models.scorecard import FIRST_LETTER, Characteristic
from jobs.models.scoring import positions
from jobs.models.values import as_codes, as_numbers, is_present

BLOCK = 8192  # patterns


@dataclass(frozen=True)
class Patterns:
    """Patterns of bins in the order of their letters, one letter a characteristic, with rows and bad."""

    letters: np.ndarray
    rows: np.ndarray
    bad: np.ndarray

    @property
    def positions(self) -> np.ndarray:
        """The position of the bin: a line for each characteristic, a column for each pattern."""
        width = self.letters.dtype.itemsize
        places = self.letters.view(np.uint8).reshape(len(self.letters), width) - np.uint8(ord(FIRST_LETTER))
        return np.ascontiguousarray(places.T)

    def blocks(self) -> Iterator[Patterns]:
        """The same patterns in parts, whose weights of evidence fit into the cache of a processor."""
        for start in range(0, len(self.letters), BLOCK):
            part = slice(start, start + BLOCK)
            yield Patterns(self.letters[part], self.rows[part], self.bad[part])


class Evidence(Protocol):
    """A sample, as counts."""

    def counts(self) -> Mapping[str, VariableCounts]:
        """The counts of every variable, by name."""

    def patterns(self, items: Sequence[Characteristic]) -> Patterns:
        """How often each pattern of bins occurs."""


class RowEvidence:
    """Rows in memory, with the columns of the declared variables; ``weight`` counts a row as more or less than one."""

    def __init__(self, declaration: ModelDeclaration, rows: pd.DataFrame, weight: np.ndarray | None = None) -> None:
        self._declaration = declaration
        self._rows = rows
        self._weight = np.ones(len(rows)) if weight is None else np.asarray(weight, dtype=float)
        self._bad = rows[declaration.training.outcome].to_numpy(dtype=float) * self._weight

    def counts(self) -> Mapping[str, VariableCounts]:
        """The counts of every variable, by name."""
        return {one.name: counts_of(one, self._lines(one)) for one in self._declaration.variables}

    def patterns(self, items: Sequence[Characteristic]) -> Patterns:
        """How often each pattern of bins occurs."""
        columns = [positions(item, self._rows).astype(np.uint8) for item in items]
        letters = np.column_stack(columns) + np.uint8(ord(FIRST_LETTER))
        found, place = np.unique(letters.view(f"S{len(items)}").ravel(), return_inverse=True)
        rows, bad = (np.bincount(place, weights=one) for one in (self._weight, self._bad))
        return Patterns(found, rows, bad)

    def _lines(self, variable: Variable) -> pd.DataFrame:
        """Lines (state, number, code, rows, bad) of one variable."""
        column, present = self._rows[variable.name], is_present(variable.needs, self._rows)
        if variable.kind == "number":
            return self._number_lines(variable, as_numbers(column), present)
        codes = as_codes(variable.kind, column).to_numpy()
        missing = pd.isna(codes)
        place, names = pd.factorize(codes[present & ~missing])
        values = self._totals(place, present & ~missing).assign(state=states.VALUE, number=np.nan, code=names)
        apart = [self._apart(states.ABSENT, np.nan, ~present), self._apart(states.MISSING, np.nan, present & missing)]
        return pd.concat([values, pd.DataFrame(apart)])

    def _number_lines(self, variable: Variable, values: np.ndarray, present: np.ndarray) -> pd.DataFrame:
        is_infinite = np.abs(values) >= states.LARGEST
        apart = {
            (states.ABSENT, np.nan): ~present,
            (states.MISSING, np.nan): present & np.isnan(values),
            (states.INFINITE, np.inf): present & is_infinite,
            **{(states.SPECIAL, one): present & (values == one) for one in variable.special_values},
        }
        chosen = ~np.logical_or.reduce(list(apart.values()))
        place, groups = pd.factorize(rounded(values[chosen]))
        least = np.full(len(groups), np.inf)
        np.minimum.at(least, place, values[chosen])
        found = self._totals(place, chosen).assign(state=states.VALUE, number=least, code=None)
        return pd.concat([found, pd.DataFrame([self._apart(*key, mask) for key, mask in apart.items()])])

    def _totals(self, place: np.ndarray, chosen: np.ndarray) -> pd.DataFrame:
        rows, bad = (np.bincount(place, weights=one[chosen]) for one in (self._weight, self._bad))
        return pd.DataFrame({"rows": rows, "bad": bad})

    def _apart(self, state: str, number: float, chosen: np.ndarray) -> dict[str, object]:
        rows, bad = (float(one[chosen].sum()) for one in (self._weight, self._bad))
        return {"state": state, "number": number, "code": None, "rows": rows, "bad": bad}
