"""How well a score separates bad customers from good ones.

Every figure is computed from counts of good and bad, ordered from the safest group to the riskiest, so that
the same code serves single customers and published tables of score bands.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from jobs.lakehouse.errors import ContractFault, DataFault


@dataclass(frozen=True)
class Sample:
    """What a figure was measured on; without it a figure cannot be compared with any other.

    ``base_rate`` is the share of the positive class, ``weighting`` says how rows were weighted ("none": they were not).
    Raises ContractFault when one of them is not said: recall of "good" and recall of "bad" differ, and so do the
    figures of a sample and of the same sample re-weighted.
    """

    name: str
    definition: str
    rows: int
    base_rate: float
    positive_class: str
    weighting: str

    def __post_init__(self) -> None:
        if not self.positive_class:
            raise ContractFault(f"Sample {self.name} names no positive class: say which class is counted, such as bad.")
        if not self.definition:
            raise ContractFault(f"Sample {self.name} has no definition: say which rows are in it.")
        if not self.weighting:
            raise ContractFault(f"Sample {self.name} says nothing of weighting: say how rows were weighted, or none.")
        if not 0.0 <= self.base_rate <= 1.0:
            raise ContractFault(
                f"Sample {self.name} has the base rate {self.base_rate}: give the share of the positive class, 0 to 1."
            )


@dataclass(frozen=True)
class Metric:
    """One figure with the sample it belongs to, and the bounds of its 95 % interval where one was computed."""

    name: str
    value: float
    sample: Sample
    bounds: tuple[float, float] | None = None

    @property
    def named(self) -> dict[str, float]:
        """The figure and its bounds under the names that a run keeps them by."""
        name = f"{self.sample.name}_{self.name}"
        low, high = self.bounds or (None, None)
        return {name: self.value} if low is None else {name: self.value, f"{name}_low": low, f"{name}_high": high}


@dataclass(frozen=True)
class GroupedOutcome:
    """Weight of good and bad per group, safest group first; the groups need not be of equal size."""

    good: np.ndarray
    bad: np.ndarray

    def __post_init__(self) -> None:
        if self.good.sum() <= 0 or self.bad.sum() <= 0:
            raise DataFault(
                f"Separation is undefined for {self.good.sum():.0f} good and {self.bad.sum():.0f} bad cases: "
                "measure it on a sample that holds both."
            )

    @property
    def cumulative_good(self) -> np.ndarray:
        """Share of all good in the groups up to each one, starting with 0."""
        return np.concatenate([[0.0], np.cumsum(self.good) / self.good.sum()])

    @property
    def cumulative_bad(self) -> np.ndarray:
        """Share of all bad in the groups up to each one, starting with 0."""
        return np.concatenate([[0.0], np.cumsum(self.bad) / self.bad.sum()])


def outcome_by_score(score: np.ndarray, is_bad: np.ndarray) -> GroupedOutcome:
    """One group per distinct score, highest (safest) first; equal scores therefore count as ties."""
    bad = np.asarray(is_bad, dtype=float)
    frame = pd.DataFrame({"score": np.asarray(score, dtype=float), "bad": bad, "good": 1.0 - bad})
    grouped = frame.groupby("score").sum().sort_index(ascending=False)
    return GroupedOutcome(grouped["good"].to_numpy(), grouped["bad"].to_numpy())


def kolmogorov_smirnov(outcome: GroupedOutcome) -> float:
    """Largest distance between the cumulative shares of good and bad, 0 to 1."""
    return float(np.max(np.abs(outcome.cumulative_good - outcome.cumulative_bad)))


def area_under_curve(outcome: GroupedOutcome) -> float:
    """Chance that a bad case scores worse than a good one, ties counted half (trapezoids under the ROC)."""
    return float(np.trapezoid(outcome.cumulative_good, outcome.cumulative_bad))


def gini(outcome: GroupedOutcome) -> float:
    """Accuracy ratio, 2 AUC - 1."""
    return 2.0 * area_under_curve(outcome) - 1.0


def separation(sample: Sample, outcome: GroupedOutcome) -> tuple[Metric, ...]:
    """AUC, KS and Gini of one sample, each carrying the sample."""
    values = {"auc": area_under_curve(outcome), "ks": kolmogorov_smirnov(outcome), "gini": gini(outcome)}
    return tuple(Metric(name, value, sample) for name, value in values.items())


def recall(sample: Sample, is_positive: np.ndarray, is_predicted: np.ndarray) -> Metric:
    """Share of the sample's positive class that was predicted as such."""
    positive = np.asarray(is_positive, dtype=bool)
    found = np.asarray(is_predicted, dtype=bool) & positive
    if not positive.any():
        raise DataFault(f"Sample {sample.name} holds no {sample.positive_class} case: recall needs at least one.")
    return Metric("recall", float(found.sum() / positive.sum()), sample)
