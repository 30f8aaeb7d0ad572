"""How a column of any type is read as numbers, codes or flags; the engine's expressions read it the same way."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jobs.lakehouse.errors import DataFault
from jobs.models.declaration import Variable


def is_present(needs: str | None, frame: pd.DataFrame) -> np.ndarray:
    """Whether a row can have the value at all."""
    if needs is None:
        return np.ones(len(frame), dtype=bool)
    return frame[needs].eq(True).fillna(False).to_numpy(dtype=bool)


def as_numbers(column: pd.Series) -> np.ndarray:
    """Numbers as doubles; what is missing is not a number. Raises DataFault for text, without the text."""
    try:
        return column.to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError):
        raise DataFault(f"{column.name} holds what is no number: correct it where the rows come from.") from None


def amounts(variable: Variable, frame: pd.DataFrame) -> np.ndarray:
    """The numbers of a variable that are amounts: no special value, and nothing of those who can have none."""
    values = as_numbers(frame[variable.name])
    is_amount = is_present(variable.needs, frame) & ~np.isin(values, variable.special_values)
    return np.where(is_amount, values, np.nan)


def as_codes(kind: str, column: pd.Series) -> pd.Series:
    """Codes as text, flags as the texts true and false (an unknown flag is false)."""
    if kind == "flag":
        return column.eq(True).fillna(False).astype(bool).map({True: "true", False: "false"})
    return column.map(_code_text, na_action="ignore").astype(object).where(column.notna(), None)


def _code_text(code: object) -> str:
    """The text that the engine has for it; whole numbers with gaps are doubles in memory."""
    if isinstance(code, bool | np.bool_):
        return str(code).lower()
    return str(int(code)) if isinstance(code, float) and code.is_integer() else str(code)


def range_label(low: float | None, high: float | None) -> str:
    """A range as people read it; it holds its lower end."""
    if low is None and high is None:
        return "all"
    if low is None:
        return f"< {high:g}"
    return f">= {low:g}" if high is None else f"{low:g} to < {high:g}"
