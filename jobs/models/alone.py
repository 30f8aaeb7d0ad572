"""How well each variable separates by itself: one that does it too well was written down after the outcome."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jobs.models.declaration import ModelDeclaration, Variable
from jobs.models.metrics import area_under_curve, outcome_by_score
from jobs.models.scorecard import Scorecard
from jobs.models.scoring import weights
from jobs.models.split import Samples
from jobs.models.values import as_codes, as_numbers


def areas_alone(declaration: ModelDeclaration, scorecard: Scorecard, samples: Samples) -> dict[str, float]:
    """The AUC of each variable on the test sample, whichever way it points: the better of its bins and its raw values.

    Raw values are looked at because a perfect leak has no bins: each bin needs cases of both classes.
    """
    outcome = declaration.training.outcome
    is_bad = samples.test[outcome].to_numpy()
    items = {item.name: item for item in scorecard.characteristics}
    return {
        one.name: max(_area(weights(items[one.name], samples.test), is_bad), _area(_raw(one, outcome, samples), is_bad))
        for one in declaration.variables
    }


def _raw(variable: Variable, outcome: str, samples: Samples) -> np.ndarray:
    """Numbers as they are; a code as its bad rate in the training sample."""
    if variable.kind == "number":
        return as_numbers(samples.test[variable.name])
    train, test = (as_codes(variable.kind, frame[variable.name]) for frame in (samples.train, samples.test))
    rate = samples.train[outcome].groupby(train).mean()
    return pd.to_numeric(test.map(rate)).to_numpy(dtype=float)


def _area(value: np.ndarray, is_bad: np.ndarray) -> float:
    """Of the rows with a value; half where these are of one class."""
    known = np.isfinite(value)
    if len(np.unique(is_bad[known])) < 2:
        return 0.5
    area = area_under_curve(outcome_by_score(-value[known], is_bad[known]))
    return max(area, 1.0 - area)
