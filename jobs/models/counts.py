"""What a sample says about its variables, as counts: all that cutting into bins needs, and small whatever the sample.

Numbers that agree in their leading bits are counted together. The rounding is exact arithmetic on doubles, the same in
the engine and in memory, so both give the same counts; a group is known by the least number seen in it, so a cut
between groups is a number of the sample and separates exactly the rows that were counted apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from jobs.lakehouse.errors import DataFault
from jobs.models.declaration import Variable

SIGNIFICANT_BITS = 10  # numbers counted together differ by less than 0.2 %; whole numbers up to 1,024 stay apart
# Splits a double in two (Dekker, 1971): x * S - (x * S - x) is x rounded to its leading bits.
SPLITTER = float(2 ** (53 - SIGNIFICANT_BITS) + 1)
LARGEST = 1e290  # beyond it the split overflows; nothing that is counted in money or days comes near
VALUE, SPECIAL, MISSING, ABSENT, INFINITE = "value", "special", "missing", "absent", "infinite"


@dataclass(frozen=True)
class Tally:
    """How many rows, and how many of them bad; fractions where rows are weighted."""

    rows: float = 0.0
    bad: float = 0.0

    @property
    def good(self) -> float:
        """Rows that are not bad."""
        return self.rows - self.bad

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.rows + other.rows, self.bad + other.bad)


@dataclass(frozen=True)
class VariableCounts:
    """Counts of one variable: ``groups`` are the least numbers of each group, ascending, or the codes in order.

    ``special`` counts the declared special values, ``missing`` those without a value, ``absent`` those who cannot
    have one (a purchase that found nobody).
    """

    groups: np.ndarray
    rows: np.ndarray
    bad: np.ndarray
    special: Mapping[float, Tally] = field(default_factory=dict)
    missing: Tally = Tally()
    absent: Tally = Tally()

    @property
    def known(self) -> Tally:
        """Everybody who can have a value."""
        total = Tally(float(self.rows.sum()), float(self.bad.sum())) + self.missing
        return sum(self.special.values(), total)

    @property
    def total(self) -> Tally:
        """The whole sample."""
        return self.known + self.absent


def rounded(values: np.ndarray) -> np.ndarray:
    """Numbers rounded to their leading bits; what is rounded alike is counted together."""
    scaled = values * SPLITTER
    return scaled - (scaled - values) + 0.0  # plus zero: there is one zero only


def counts_of(variable: Variable, found: pd.DataFrame) -> VariableCounts:
    """The counts of a variable from lines (state, number, code, rows, bad), in whatever order these come.

    Raises DataFault for infinite numbers: they come from a division by zero, not from a person.
    """
    by_state = dict(list(found.groupby("state")))
    nothing = found.iloc[:0]
    infinite = _tally(by_state.get(INFINITE, nothing))
    if infinite.rows:
        raise DataFault(
            f"{variable.name} is infinite in {infinite.rows:.0f} training rows: correct the build that divides by "
            "zero, or leave it out of the declaration."
        )
    key = "number" if variable.kind == "number" else "code"
    values = by_state.get(VALUE, nothing).sort_values(key)
    special = by_state.get(SPECIAL, nothing)
    groups = values[key].to_numpy()
    return VariableCounts(
        groups=groups + 0.0 if key == "number" else groups,  # plus zero: there is one zero only
        rows=values["rows"].to_numpy(dtype=float),
        bad=values["bad"].to_numpy(dtype=float),
        special={one: _tally(special[special["number"] == one]) for one in variable.special_values},
        missing=_tally(by_state.get(MISSING, nothing)),
        absent=_tally(by_state.get(ABSENT, nothing)),
    )


def _tally(lines: pd.DataFrame) -> Tally:
    return Tally(float(lines["rows"].sum()), float(lines["bad"].sum()))
