"""Fit a scorecard: monotone bins, weight of evidence, logistic regression, points."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jobs.lakehouse.errors import DataFault
from jobs.models.bands import cutoffs
from jobs.models.binning import characteristic
from jobs.models.counts import Tally
from jobs.models.declaration import ModelDeclaration
from jobs.models.evidence import Evidence, Patterns, RowEvidence
from jobs.models.regression import regression
from jobs.models.scorecard import Bin, Characteristic, PolicyWithout, Scorecard
from jobs.models.scoring import band, bin_weights, points


def fit_scorecard(declaration: ModelDeclaration, train: pd.DataFrame, weight: np.ndarray | None = None) -> Scorecard:
    """The scorecard of a training sample in memory; ``weight`` counts a row as more or less than one.

    Raises DataFault when a class is too small to fit anything.
    """
    return fit(declaration, RowEvidence(declaration, train, weight))


def fit(declaration: ModelDeclaration, evidence: Evidence) -> Scorecard:
    """The scorecard of a sample known by its counts; the same counts give the same scorecard, bit for bit."""
    counts = evidence.counts()
    total = next(iter(counts.values())).total
    _require_both_classes(declaration, total)
    drafts = [characteristic(one, counts[one.name], declaration.binning) for one in declaration.variables]
    patterns = evidence.patterns(drafts)
    evidence_of_bins = [bin_weights(item) for item in drafts]
    intercept, coefficients = regression(evidence_of_bins, patterns, declaration.binning.regularisation)
    items = tuple(_weighted(item, value) for item, value in zip(drafts, coefficients, strict=True))
    scorecard = _assembled(declaration, items, intercept, total.bad / total.rows)
    return _with_bands(scorecard, declaration, patterns)


def _require_both_classes(declaration: ModelDeclaration, total: Tally) -> None:
    if min(total.bad, total.good) < declaration.gates.min_bads / 2:
        raise DataFault(
            f"{declaration.name} has {total.bad:.0f} bad of {total.rows:.0f} training rows: "
            f"wait until {declaration.gates.min_bads // 2} cases of each class are known."
        )


def _weighted(item: Characteristic, coefficient: float) -> Characteristic:
    def reweigh(one: Bin) -> Bin:
        return one.model_copy(update={"weight": coefficient * one.woe})

    return item.model_copy(
        update={
            "coefficient": coefficient,
            "bins": tuple(reweigh(one) for one in item.bins),
            "special": tuple(reweigh(one) for one in item.special),
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
        without=tuple(PolicyWithout(**one.model_dump()) for one in zones.without),
        characteristics=items,
    )


def _with_bands(scorecard: Scorecard, declaration: ModelDeclaration, patterns: Patterns) -> Scorecard:
    score = points(scorecard, np.concatenate([_log_odds(scorecard, block) for block in patterns.blocks()]))
    cut = scorecard.model_copy(update={"band_cuts": cutoffs(score, declaration.bands, patterns.rows)})
    rows = np.bincount(band(cut, score) - 1, weights=patterns.rows, minlength=len(cut.band_cuts) + 1)
    return cut.model_copy(update={"band_rows": tuple(int(one) for one in np.rint(rows))})


def _log_odds(scorecard: Scorecard, patterns: Patterns) -> np.ndarray:
    odds = np.full(len(patterns.rows), scorecard.intercept)
    for item, place in zip(scorecard.characteristics, patterns.positions, strict=True):
        odds = odds + bin_weights(item)[place]
    return odds
