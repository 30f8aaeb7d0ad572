"""Training, test and out-of-time samples, the same for the same loans, whenever they are split."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from jobs.models.declaration import ModelDeclaration, Split
from jobs.models.training import Training


@dataclass(frozen=True)
class Samples:
    """Three disjoint samples: fit on the first, judge on the second, look ahead on the third (or none)."""

    train: pd.DataFrame
    test: pd.DataFrame
    out_of_time: pd.DataFrame

    def named(self) -> dict[str, pd.DataFrame]:
        """The samples that hold rows, by name."""
        every = {"train": self.train, "test": self.test, "out_of_time": self.out_of_time}
        return {name: frame for name, frame in every.items() if len(frame)}


def split(declaration: ModelDeclaration, rows: pd.DataFrame) -> Samples:
    """Out of time first (the last months of originations), then a split that keeps the share of bad."""
    plan, training = declaration.split, declaration.training
    late = _is_late(plan, training, rows)
    early = rows[~late]
    in_test = _is_test(plan, training, early)
    return Samples(early[~in_test], early[in_test], rows[late])


def _is_late(plan: Split, training: Training, rows: pd.DataFrame) -> pd.Series:
    if plan.out_of_time_months == 0:
        return pd.Series(False, index=rows.index)
    dates = pd.to_datetime(rows[training.date])
    return dates > dates.max() - pd.DateOffset(months=plan.out_of_time_months)


def _is_test(plan: Split, training: Training, rows: pd.DataFrame) -> pd.Series:
    """The lowest digests of seed and key within each class.

    The same rows are always split alike. A loan's digest never changes, but with new loans the border moves: one that
    ranks near it can pass from a sample to the other, so a champion that is judged again may meet a few loans that it
    was fitted on.
    """
    digest = rows[training.key].map(lambda key: hashlib.sha256(f"{plan.seed}:{key}".encode()).hexdigest())
    rank = digest.groupby(rows[training.outcome]).rank(method="first")
    size = rows.groupby(training.outcome)[training.outcome].transform("size")
    return rank <= np.floor(size * plan.test_share)
