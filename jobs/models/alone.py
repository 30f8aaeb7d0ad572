"""How well each variable separates by itself: one that does it too well was written down after the outcome."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from jobs.models.declaration import ModelDeclaration, Variable
from jobs.models.metrics import area_under_curve, outcome_by_score
from jobs.models.scorecard import Scorecard
from jobs.models.scoring import weights
from jobs.models.split import Samples
from jobs.models.values import amounts, as_codes, as_numbers


def areas_alone(declaration: ModelDeclaration, scorecard: Scorecard, samples: Samples) -> dict[str, float]:
    """The AUC of each variable on the test sample, whichever way it points: the best of its bins and its raw values.

    Raw values are looked at because a perfect leak has no bins: each bin needs cases of both classes.
    """
    outcome = declaration.training.outcome
    is_bad = samples.test[outcome].to_numpy()
    items = {item.name: item for item in scorecard.characteristics}
    return {
        one.name: max(
            _area(value, is_bad) for value in (weights(items[one.name], samples.test), *_raw(one, outcome, samples))
        )
        for one in declaration.variables
    }


def _raw(variable: Variable, outcome: str, samples: Samples) -> Iterator[np.ndarray]:
    """Amounts as they are; a code, also one among numbers, as its bad rate in the training sample."""
    if variable.kind == "number":
        yield amounts(variable, samples.test)
    train, test = (_codes(variable, frame) for frame in (samples.train, samples.test))
    rate = samples.train[outcome].groupby(train).mean()
    yield pd.to_numeric(test.map(rate)).to_numpy(dtype=float)


def _codes(variable: Variable, frame: pd.DataFrame) -> pd.Series:
    """Codes; of a number its special values, and all amounts as one."""
    if variable.kind != "number":
        return as_codes(variable.kind, frame[variable.name])
    numbers = pd.Series(as_numbers(frame[variable.name]), index=frame.index)
    return numbers.where(numbers.isin(variable.special_values) | numbers.isna(), np.inf)


def _area(value: np.ndarray, is_bad: np.ndarray) -> float:
    """Of the rows with a value; half where these are of one class."""
    known = np.isfinite(value)
    if len(np.unique(is_bad[known])) < 2:
        return 0.5
    area = area_under_curve(outcome_by_score(-value[known], is_bad[known]))
    return max(area, 1.0 - area)
