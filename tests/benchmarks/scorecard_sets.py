"""Scorecards of public sets beside those of other tools: ``python -m tests.benchmarks.scorecard_sets FOLDER``.

Every tool sees the same split; what a tool can be tuned by is chosen by three-fold cross-validation on the training
sample alone, from grids of equal size. The sets are read where they lie and never copied. Prints.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import typer

from jobs.models.boosting import features, fit_boosting, known_codes
from jobs.models.declaration import Binning, ModelDeclaration
from jobs.models.fit import fit_scorecard
from jobs.models.intervals import area_difference, area_interval
from jobs.models.scoring import log_odds
from jobs.models.split import split
from tests.benchmarks.machine import description, load
from tests.benchmarks.scorecard_data import PublicSet, public_sets

if TYPE_CHECKING:
    from optbinning import BinningProcess

FOLDS, SEED = 3, 20260601
BINS, SHARES, STRENGTHS = (4, 8), (0.05, 0.1), (0.01, 0.1, 1.0)

Rates = Callable[[pd.DataFrame, pd.DataFrame], np.ndarray]


def main(folder: Path) -> None:
    """Measure every public set that the folder holds."""
    print(f"{description()}; {load()}", flush=True)
    for public in public_sets(folder):
        for line in compared(public):
            print(line, flush=True)


def compared(public: PublicSet) -> Iterable[str]:
    """Lines with the area of each tool on the test sample, and the difference of interest."""
    declaration, outcome = public.declaration, public.declaration.training.outcome
    samples = split(declaration, public.rows)
    is_bad = samples.test[outcome].to_numpy()
    yield f"{public.name}: {len(samples.train):,} rows to fit, {len(is_bad):,} to judge, {is_bad.mean():.2%} bad"
    found = {}
    for name, tool in _tools(declaration).items():
        found[name] = tool(samples.train, samples.test)
        yield f"  {name:38} AUC {area_interval(found[name], is_bad)}"
    for one, other in (("scorecard", "optbinning scorecard, tuned"), ("challenger, directions declared", "LightGBM")):
        yield f"  {one} less {other}: {area_difference(found[one], found[other], is_bad)}"


def _tools(declaration: ModelDeclaration) -> dict[str, Rates]:
    return {
        "scorecard": _tuned(declaration, _own(declaration)),
        "optbinning scorecard, tuned": _tuned(declaration, _optbinning(declaration)),
        "challenger, directions declared": lambda train, test: fit_boosting(declaration, train).rate(test),
        "LightGBM": lambda train, test: _plain_boosting(declaration, train, test),
    }


def _tuned(declaration: ModelDeclaration, tool: Callable[[Binning], Rates]) -> Rates:
    """The tool with the settings that are best on folds of the training sample."""

    def rates(train: pd.DataFrame, test: pd.DataFrame) -> np.ndarray:
        grid = [Binning(max_bins=bins, min_bin_share=share, regularisation=strength)
                for bins, share, strength in product(BINS, SHARES, STRENGTHS)]  # fmt: skip
        best = max(grid, key=lambda one: _cross_validated(declaration, tool(one), train))
        return tool(best)(train, test)

    return rates


def _cross_validated(declaration: ModelDeclaration, rates: Rates, train: pd.DataFrame) -> float:
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import StratifiedKFold

    is_bad = train[declaration.training.outcome].to_numpy()
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(is_bad, is_bad)
    parts = ((train.iloc[fitted], train.iloc[judged], is_bad[judged]) for fitted, judged in folds)
    return float(np.mean([roc_auc_score(truth, rates(fitted, judged)) for fitted, judged, truth in parts]))


def _own(declaration: ModelDeclaration) -> Callable[[Binning], Rates]:
    def with_settings(binning: Binning) -> Rates:
        declared = declaration.model_copy(update={"binning": binning})
        return lambda train, test: log_odds(fit_scorecard(declared, train), test)

    return with_settings


def _optbinning(declaration: ModelDeclaration) -> Callable[[Binning], Rates]:
    from sklearn.linear_model import LogisticRegression

    def with_settings(binning: Binning) -> Rates:
        def rates(train: pd.DataFrame, test: pd.DataFrame) -> np.ndarray:
            is_bad, fitted = train[declaration.training.outcome].to_numpy(), optbinning_process(declaration, binning)
            evidence = fitted.fit_transform(_plain(declaration, train), is_bad, metric="woe")
            model = LogisticRegression(C=binning.regularisation, max_iter=1000).fit(evidence, is_bad)
            return model.predict_proba(fitted.transform(_plain(declaration, test), metric="woe"))[:, 1]

        return rates

    return with_settings


def optbinning_process(declaration: ModelDeclaration, binning: Binning) -> BinningProcess:
    """The same variables and limits as optbinning is told them; it is free to choose directions."""
    from optbinning import BinningProcess

    names = [one.name for one in declaration.variables]
    fixed = {
        one.name: {"monotonic_trend": {"rises": "ascending", "falls": "descending"}.get(one.risk, "auto_asc_desc")}
        for one in declaration.variables
        if one.kind == "number"
    }
    return BinningProcess(
        variable_names=names,
        categorical_variables=[one.name for one in declaration.variables if one.kind != "number"],
        max_n_bins=binning.max_bins,
        min_bin_size=binning.min_bin_share,
        binning_fit_params=fixed,
    )


def _plain(declaration: ModelDeclaration, rows: pd.DataFrame) -> pd.DataFrame:
    return rows[[one.name for one in declaration.variables]]


def _plain_boosting(declaration: ModelDeclaration, train: pd.DataFrame, test: pd.DataFrame) -> np.ndarray:
    """LightGBM as it comes, without directions."""
    from lightgbm import LGBMClassifier

    codes = known_codes(declaration, train)
    model = LGBMClassifier(random_state=SEED, n_jobs=2, verbosity=-1)
    model.fit(features(declaration, train, codes), train[declaration.training.outcome])
    return model.predict_proba(features(declaration, test, codes))[:, 1]


if __name__ == "__main__":
    typer.run(main)
