"""The challenger that a scorecard is measured against: gradient boosting under the declared directions.

It decides about nobody: it shows how much a scorecard leaves unsaid. Its trees are kept as LightGBM's plain text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from jobs.models.declaration import ModelDeclaration, Variable
from jobs.models.evaluation import Evaluation
from jobs.models.intervals import area_difference, area_interval
from jobs.models.metrics import Metric
from jobs.models.split import Samples
from jobs.models.values import as_codes, as_numbers, is_present

if TYPE_CHECKING:
    from lightgbm import Booster

DIRECTION = {"rises": 1, "falls": -1, "auto": 0}
MOST_ROUNDS, PATIENCE, FOLDS = 400, 25, 3


@dataclass(frozen=True)
class Comparison:
    """What the trees find on each sample, how far the scorecard lies behind them, and the trees as text."""

    metrics: tuple[Metric, ...]
    trees: str


@dataclass(frozen=True)
class Boosting:
    """Trees, and the codes of each code variable in the order in which the trees number them."""

    declaration: ModelDeclaration
    booster: Booster
    codes: dict[str, list[str]]

    def rate(self, rows: pd.DataFrame) -> np.ndarray:
        """Probability of bad for each row."""
        return np.asarray(self.booster.predict(features(self.declaration, rows, self.codes)))


def compare(declaration: ModelDeclaration, samples: Samples, evaluation: Evaluation) -> Comparison:
    """Fit trees on the training sample, and judge them on the same samples as the scorecard."""
    boosting, found = fit_boosting(declaration, samples.train), []
    for name in evaluation.measured:
        scored, rate = evaluation.scored[name], boosting.rate(samples.named()[name])
        is_bad = scored["is_bad"].to_numpy()
        known = next(one for one in evaluation.metrics if one.sample.name == name)
        areas = {
            "boosting_auc": area_interval(rate, is_bad),
            "auc_less_boosting": area_difference(scored["pd_rate"].to_numpy(), rate, is_bad),
        }
        found += [
            replace(known, name=figure, value=one.value, bounds=(one.low, one.high)) for figure, one in areas.items()
        ]
    return Comparison(tuple(found), boosting.booster.model_to_string())


def fit_boosting(declaration: ModelDeclaration, train: pd.DataFrame) -> Boosting:
    """Trees that keep the declared directions; how many is found by cross-validation. The same rows, the same trees."""
    import lightgbm  # a second to import, needed by training only

    codes = known_codes(declaration, train)
    rows, is_bad = features(declaration, train, codes), train[declaration.training.outcome].to_numpy(dtype=float)
    settings = _settings(declaration, rows)
    sample = lightgbm.Dataset(rows, is_bad, categorical_feature=list(codes), free_raw_data=False)
    watched = [lightgbm.early_stopping(PATIENCE, verbose=False)]
    found = lightgbm.cv(settings, sample, MOST_ROUNDS, nfold=FOLDS, stratified=True, seed=declaration.split.seed,
                        callbacks=watched)  # fmt: skip
    rounds = len(found["valid auc-mean"])
    return Boosting(declaration, lightgbm.train(settings, sample, rounds), codes)


def known_codes(declaration: ModelDeclaration, train: pd.DataFrame) -> dict[str, list[str]]:
    """The codes of each code variable in the training sample, in order; another one is like a missing one."""
    named = {one.name: as_codes("code", train[one.name]) for one in declaration.variables if one.kind == "code"}
    return {name: sorted(codes.dropna().unique()) for name, codes in named.items()}


def features(declaration: ModelDeclaration, rows: pd.DataFrame, codes: dict[str, list[str]]) -> pd.DataFrame:
    """The variables as trees read them; a special value is missing, and a flag beside it says which one it was."""
    columns: dict[str, object] = {}
    for one in declaration.variables:
        if one.kind == "number":
            columns |= _numbers(one, rows)
        elif one.kind == "code":
            columns[one.name] = pd.Categorical(as_codes("code", rows[one.name]), categories=codes[one.name])
        else:
            columns[one.name] = (as_codes("flag", rows[one.name]) == "true").to_numpy(dtype=float)
    return pd.DataFrame(columns)


def _numbers(variable: Variable, rows: pd.DataFrame) -> dict[str, np.ndarray]:
    values, present = as_numbers(rows[variable.name]), is_present(variable.needs, rows)
    is_value = present & np.isfinite(values) & ~np.isin(values, variable.special_values)
    flags = {
        f"{variable.name}_special_{place}": ((values == special) & present).astype(float)
        for place, special in enumerate(variable.special_values)
    }
    return {variable.name: np.where(is_value, values, np.nan), **flags}


def _settings(declaration: ModelDeclaration, rows: pd.DataFrame) -> dict[str, object]:
    risk = {one.name: DIRECTION[one.risk] if one.kind != "code" else 0 for one in declaration.variables}
    return {
        "objective": "binary",
        "metric": "auc",
        "learning_rate": 0.06,
        "num_leaves": 15,
        "min_data_in_leaf": max(20, len(rows) // 200),
        "feature_fraction": 0.5,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "lambda_l2": 5.0,
        "monotone_constraints": [risk.get(name, 0) for name in rows.columns],
        "monotone_constraints_method": "intermediate",
        "seed": declaration.split.seed % 2**31,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1,  # two wait for each other on a busy machine
        "verbosity": -1,
    }
