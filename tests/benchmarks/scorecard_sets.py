"""Scorecards of public sets beside those of other tools: ``python -m tests.benchmarks.scorecard_sets``.

Repeated: ten splits by seeds that are fixed here, each 70 % to fit and 30 % to judge, with the share of bad kept. Every
tool sees the same splits; what a tool can be tuned by is chosen by three-fold cross-validation on the part to fit
alone, from the same grid. The grid is written here before a figure is seen and is not to be moved after one. Prints.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import typer
from scipy.stats import t as student

from jobs.models.boosting import features, fit_boosting, known_codes
from jobs.models.declaration import Binning, ModelDeclaration
from jobs.models.fit import fit_scorecard
from jobs.models.intervals import Interval
from jobs.models.scoring import log_odds
from jobs.models.split import split
from tests.benchmarks.machine import description, load
from tests.benchmarks.scorecard_data import PublicSet, public_sets

if TYPE_CHECKING:
    from optbinning import BinningProcess

SPLITS, FOLDS, SEED = 10, 3, 20260601
FINENESS, STRENGTHS = ((4, 0.1), (8, 0.05)), (0.01, 0.1, 1.0)  # most bins and least share of a bin; C of the regression
SCORECARD, OPTBINNING = "scorecard, tuned", "optbinning scorecard, tuned"
CHALLENGER, LIGHTGBM = "challenger, directions declared", "LightGBM"
PAIRS = ((SCORECARD, OPTBINNING), (SCORECARD, CHALLENGER), (CHALLENGER, LIGHTGBM))

Rates = Callable[[pd.DataFrame, pd.DataFrame], np.ndarray]


def main() -> None:
    """Measure every public set."""
    print(f"{description()}; {load()}", flush=True)
    for public in public_sets():
        for line in compared(public):
            print(line, flush=True)
    print(load())


def compared(public: PublicSet) -> Iterable[str]:
    """Lines with the mean area of each tool on the parts to judge, and the differences of interest."""
    found = pd.DataFrame([_areas(public, SEED + number) for number in range(SPLITS)])
    yield f"{public.name}: {len(public.rows):,} rows, {SPLITS} splits, 30 % to judge"
    for name in found:
        yield f"  {name:38} AUC mean {found[name].mean():.4f}, {found[name].min():.4f} to {found[name].max():.4f}"
    for one, other in PAIRS:
        apart = found[one] - found[other]
        yield f"  {one} less {other}: {repeated(apart)}, ahead on {(apart > 0).sum()} of {SPLITS}"


def repeated(differences: pd.Series, judged_to_fitted: float = 0.3 / 0.7) -> Interval:
    """Mean difference over repeated splits with its 95 % interval.

    The splits share rows, so their differences are not independent: the variance is corrected for it by Nadeau and
    Bengio (2003, doi 10.1023/A:1024068626366), without which the interval would be half as wide.
    """
    count = len(differences)
    error = np.sqrt((1.0 / count + judged_to_fitted) * differences.var(ddof=1))
    reach, mean = student.ppf(0.975, count - 1) * error, differences.mean()
    return Interval(float(mean), float(mean - reach), float(mean + reach))


def _areas(public: PublicSet, seed: int) -> dict[str, float]:
    from sklearn.metrics import roc_auc_score

    plan = public.declaration.split.model_copy(update={"seed": seed})
    declaration = public.declaration.model_copy(update={"split": plan})
    samples = split(declaration, public.rows)
    is_bad = samples.test[declaration.training.outcome].to_numpy()
    return {
        name: float(roc_auc_score(is_bad, rates(samples.train, samples.test)))
        for name, rates in _tools(declaration).items()
    }


def _tools(declaration: ModelDeclaration) -> dict[str, Rates]:
    return {
        SCORECARD: _tuned(declaration, _own(declaration)),
        OPTBINNING: _tuned(declaration, _optbinning(declaration)),
        CHALLENGER: lambda train, test: fit_boosting(declaration, train).rate(test),
        LIGHTGBM: lambda train, test: _plain_boosting(declaration, train, test),
    }


def _tuned(declaration: ModelDeclaration, tool: Callable[[Binning], Rates]) -> Rates:
    """The tool with the settings that are best on folds of the training sample."""

    def rates(train: pd.DataFrame, test: pd.DataFrame) -> np.ndarray:
        grid = [Binning(max_bins=bins, min_bin_share=share, regularisation=strength)
                for (bins, share), strength in product(FINENESS, STRENGTHS)]  # fmt: skip
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
