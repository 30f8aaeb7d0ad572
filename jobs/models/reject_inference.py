"""What applicants who were refused might have done: assumptions, never findings.

A score fitted on accepted applicants knows nothing of the others. Each method here adds them under an assumption that
it states, weighted so that every applicant counts once; ``Assumption.riskier`` says how many times the odds of bad of a
refused applicant are those of an accepted one with the same score. Nobody can verify it: ``sensitivity`` shows what
follows from a range of it, and a report that uses reject inference shows that range beside every figure.
Methods as in Siddiqi, Intelligent Credit Scoring (2017), chapter 11.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from jobs.lakehouse.errors import ContractFault, DataFault
from jobs.models.declaration import ModelDeclaration
from jobs.models.fit import fit_scorecard
from jobs.models.scorecard import Scorecard
from jobs.models.scoring import log_odds, points, zone

PARCELS = 10


@dataclass(frozen=True)
class Assumption:
    """How refused applicants were given an outcome, and how much riskier they are taken to be at the same score."""

    method: str
    riskier: float
    seed: int = 20260601

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise ContractFault(f"{self.method} is no method of reject inference: choose from {', '.join(METHODS)}.")
        if self.riskier < 1.0:
            raise ContractFault(
                f"Refused applicants cannot be assumed safer than accepted ones ({self.riskier:g} times the odds): "
                "give 1 or more."
            )

    def __str__(self) -> str:
        return f"{METHODS[self.method]}; refused applicants have {self.riskier:g} times the odds of bad at a score"


@dataclass(frozen=True)
class Augmented:
    """Accepted and refused applicants together, with outcome, weight and the assumption that made them."""

    rows: pd.DataFrame
    weight: np.ndarray
    assumption: Assumption


def augmented(
    declaration: ModelDeclaration, accepted: pd.DataFrame, refused: pd.DataFrame, assumption: Assumption
) -> Augmented:
    """All applicants: the accepted with what they did, the refused with what is assumed of them."""
    if refused.empty:
        raise DataFault("There are no refused applicants: fit on the accepted ones alone.")
    known = fit_scorecard(declaration, accepted)
    odds = log_odds(known, refused) + np.log(assumption.riskier)
    rate = 1.0 / (1.0 + np.exp(-odds))
    parts = {"fuzzy": _both_ways, "parcelling": _parcelled, "extrapolation": _likelier}[assumption.method]
    outcome = declaration.training.outcome
    frames = [(accepted, np.ones(len(accepted)))]
    frames += [(refused.assign(**{outcome: is_bad}), weight) for is_bad, weight in parts(rate, assumption)]
    rows = pd.concat([frame for frame, _ in frames], ignore_index=True)
    return Augmented(rows, np.concatenate([weight for _, weight in frames]), assumption)


def sensitivity(
    declaration: ModelDeclaration, accepted: pd.DataFrame, refused: pd.DataFrame, assumptions: Sequence[Assumption]
) -> pd.DataFrame:
    """What follows from each assumption: the bad rate of all applicants, and by whom of them passes and how they fare.

    The first line is the score without reject inference, judged on the accepted alone.
    """
    lines = [_told(fit_scorecard(declaration, accepted), declaration, accepted, np.ones(len(accepted)), "none")]
    for assumption in assumptions:
        made = augmented(declaration, accepted, refused, assumption)
        fitted = fit_scorecard(declaration, made.rows, made.weight)
        lines.append(_told(fitted, declaration, made.rows, made.weight, str(assumption)))
    return pd.DataFrame(lines)


def _told(
    scorecard: Scorecard, declaration: ModelDeclaration, rows: pd.DataFrame, weight: np.ndarray, said: str
) -> dict[str, object]:
    passes = zone(scorecard, points(scorecard, log_odds(scorecard, rows)), rows) == "PASS"
    bad = rows[declaration.training.outcome].to_numpy(dtype=float)
    return {
        "assumption": said,
        "bad_rate": float(np.average(bad, weights=weight)),
        "pass_rate": float(np.average(passes, weights=weight)),
        "passed_bad_rate": float(np.average(bad[passes], weights=weight[passes])) if passes.any() else np.nan,
    }


Parts = Iterator[tuple[np.ndarray, np.ndarray]]


def _both_ways(rate: np.ndarray, _: Assumption) -> Parts:
    """Each refused applicant twice: as bad with the weight of the probability, as good with the rest."""
    yield np.ones(len(rate), dtype=int), rate
    yield np.zeros(len(rate), dtype=int), 1.0 - rate


def _parcelled(rate: np.ndarray, assumption: Assumption) -> Parts:
    """In each tenth of the score, so many are drawn as bad as the tenth's probability says; seeded."""
    source, is_bad = np.random.default_rng(assumption.seed), np.zeros(len(rate), dtype=int)
    for parcel in np.array_split(np.argsort(rate, kind="stable"), PARCELS):
        expected = round(float(rate[parcel].sum()))
        is_bad[source.permutation(parcel)[:expected]] = 1
    yield is_bad, np.ones(len(rate))


def _likelier(rate: np.ndarray, _: Assumption) -> Parts:
    """Each refused applicant once, as what is likelier: the hard cut of simple extrapolation."""
    yield (rate >= 0.5).astype(int), np.ones(len(rate))


METHODS = {
    "fuzzy": "fuzzy augmentation: each as bad and as good, weighted by the probability",
    "parcelling": "parcelling: drawn as bad within tenths of the score",
    "extrapolation": "extrapolation: each as what is likelier",
}
