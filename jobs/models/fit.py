"""Fit a scorecard: monotone bins, weight of evidence, logistic regression, points."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jobs.lakehouse.errors import DataFault
from jobs.models.bands import cutoffs
from jobs.models.binning import characteristic
from jobs.models.declaration import ModelDeclaration
from jobs.models.scorecard import Bin, Characteristic, Scorecard
from jobs.models.scoring import log_odds, points, weights


def fit_scorecard(declaration: ModelDeclaration, train: pd.DataFrame) -> Scorecard:
    """The scorecard of a training sample; the same sample gives the same scorecard, bit for bit.

    Raises DataFault when a class is too small to fit anything.
    """
    is_bad = train[declaration.training.outcome].astype(int)
    if min(is_bad.sum(), len(is_bad) - is_bad.sum()) < declaration.gates.min_bads / 2:
        raise DataFault(
            f"{declaration.name} has {is_bad.sum()} bad of {len(is_bad)} training rows: "
            f"wait until {declaration.gates.min_bads // 2} cases of each class are known."
        )
    drafts = [characteristic(variable, train, is_bad, declaration.binning) for variable in declaration.variables]
    intercept, coefficients = _regress(drafts, train, is_bad, declaration.binning.regularisation)
    items = tuple(_weighted(item, value) for item, value in zip(drafts, coefficients, strict=True))
    return _with_bands(_assembled(declaration, items, intercept, float(is_bad.mean())), declaration, train)


def _regress(
    drafts: list[Characteristic], train: pd.DataFrame, is_bad: pd.Series, regularisation: float
) -> tuple[float, list[float]]:
    from sklearn.linear_model import LogisticRegression  # seconds to import, needed by training only

    evidence = np.column_stack([weights(item, train) for item in drafts])
    model = LogisticRegression(C=regularisation, solver="lbfgs", max_iter=1000, tol=1e-8)
    model.fit(evidence, is_bad.to_numpy())
    return float(model.intercept_[0]), [float(value) for value in model.coef_[0]]


def _weighted(item: Characteristic, coefficient: float) -> Characteristic:
    def reweigh(one: Bin) -> Bin:
        return one.model_copy(update={"weight": coefficient * one.woe})

    return item.model_copy(
        update={
            "coefficient": coefficient,
            "bins": tuple(reweigh(one) for one in item.bins),
            "missing": reweigh(item.missing),
            "absent": reweigh(item.absent) if item.absent else None,
        }
    )


def _assembled(
    declaration: ModelDeclaration, items: tuple[Characteristic, ...], intercept: float, base_rate: float
) -> Scorecard:
    scaling, zones = declaration.scaling, declaration.zones
    return Scorecard(
        name=declaration.name,
        positive_class=declaration.training.positive_class,
        sample_definition=declaration.training.sample_definition,
        base_rate=base_rate,
        intercept=intercept,
        points_to_double_odds=scaling.points_to_double_odds,
        even_odds_score=scaling.even_odds_score,
        minimum=scaling.minimum,
        maximum=scaling.maximum,
        band_cuts=(),
        pass_from=zones.pass_from,
        reject_below=zones.reject_below,
        characteristics=items,
    )


def _with_bands(scorecard: Scorecard, declaration: ModelDeclaration, train: pd.DataFrame) -> Scorecard:
    score = points(scorecard, log_odds(scorecard, train))
    return scorecard.model_copy(update={"band_cuts": cutoffs(score, declaration.bands)})
