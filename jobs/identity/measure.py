"""How well an assignment of records to parties agrees with the known truth: precision, recall, F1 with intervals.

Pairwise: of the pairs of records that were put into one party, how many belong there, and of those that belong there,
how many were put. B-cubed (Bagga and Baldwin, 1998): the same asked of each record and averaged, so that one giant
party cannot hide the many small ones. An assignment names the party of each record: columns record_id and entity_id.

Everything follows from a tally: what each true entity adds to either measure, and how many entities add exactly that.
Pairs are counted by the sizes of parties, entities and what they have in common, never listed one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd

RECORD, ENTITY = "record_id", "entity_id"
# What one entity adds: its records, the pairs found for it, the pairs that are there, those found and right, and the
# sums of B-cubed precision and recall over its records. A pair found between two entities counts half for each.
ADDED = ("record_count", "found_count", "true_count", "right_count", "precision_sum", "recall_sum")
ENTITIES = "entity_count"
# Sums of quotients differ in the last digit by the order of adding; equal entities must fall together.
DECIMALS = 9
Sums = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """A share between 0 and 1, and the interval that holds it with 95 % confidence."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.4f} [{self.low:.4f}, {self.high:.4f}]"

    @classmethod
    def of(cls, value: float, resampled: Sums) -> Self:
        """The value with the middle 95 % of what resampling gave."""
        low, high = np.quantile(resampled, (0.025, 0.975))
        return cls(float(value), float(low), float(high))


@dataclass(frozen=True)
class Agreement:
    """Precision, recall and their harmonic mean by one way of counting."""

    precision: Estimate
    recall: Estimate
    f1: Estimate

    def __str__(self) -> str:
        return f"F1 {self.f1}, precision {self.precision}, recall {self.recall}"


@dataclass(frozen=True)
class Quality:
    """How well an assignment agrees with the truth, over so many records of so many true entities."""

    records: int
    entities: int
    pairwise: Agreement
    b_cubed: Agreement


def quality(tallied: pd.DataFrame, resamples: int = 1000, seed: int = 20260601) -> Quality:
    """Both measures from a tally; the intervals come from drawing as many true entities again, with replacement.

    Whole entities are drawn because the records of one of them err together (Binette and others, 2022). The same
    tally and seed give the same intervals. Raises ValueError when the tally holds no entity.
    """
    if tallied.empty:
        raise ValueError("No record of a known entity was assigned: compare assignments of the same records.")
    ordered = tallied.sort_values([*ADDED, ENTITIES])
    added, entities = ordered[list(ADDED)].to_numpy(np.float64), ordered[ENTITIES].to_numpy(np.int64)
    drawn = np.random.default_rng(seed).multinomial(entities.sum(), entities / entities.sum(), size=resamples)
    sums, resampled = entities @ added, drawn @ added
    return Quality(
        records=int(sums[0]),
        entities=int(entities.sum()),
        pairwise=_agreement(_pairwise(sums), _pairwise(resampled)),
        b_cubed=_agreement(_b_cubed(sums), _b_cubed(resampled)),
    )


def tally(found: pd.DataFrame, truth: pd.DataFrame) -> pd.DataFrame:
    """What the true entities add to the measures: columns of ``ADDED``, and how many entities add exactly that.

    Only records with a known entity count. One that the assignment does not name was left alone. Raises ValueError
    when an assignment names a record twice.
    """
    shared = _together(found, truth).groupby(["true_id", "found_id"], as_index=False).agg(shared=(RECORD, "size"))
    shared["found_size"] = shared.groupby("found_id")["shared"].transform("sum")
    shared["true_size"] = shared.groupby("true_id")["shared"].transform("sum")
    entities = _added(shared).groupby("true_id")[list(ADDED)].sum().round(DECIMALS)
    return entities.groupby(list(ADDED)).size().reset_index(name=ENTITIES)


def _together(found: pd.DataFrame, truth: pd.DataFrame) -> pd.DataFrame:
    """Each record of a known entity with it and with the party that it was put into."""
    known = truth[truth[ENTITY].notna()].rename(columns={ENTITY: "true_id"})
    named = found.rename(columns={ENTITY: "found_id"})
    if known[RECORD].duplicated().any() or named[RECORD].duplicated().any():
        raise ValueError("An assignment names a record twice: give one entity_id for each record_id.")
    records = known.merge(named, on=RECORD, how="left")
    # A party of the assignment and a record left alone may never share a name.
    alone = "alone " + records[RECORD].astype("string")
    records["found_id"] = ("party " + records["found_id"].astype("string")).fillna(alone)
    return records


def _added(shared: pd.DataFrame) -> pd.DataFrame:
    """What the records shared by one entity and one party add."""
    count = shared["shared"]
    return shared.assign(
        record_count=count,
        found_count=count * (shared["found_size"] - 1) / 2,
        true_count=count * (shared["true_size"] - 1) / 2,
        right_count=count * (count - 1) / 2,
        precision_sum=count * count / shared["found_size"],
        recall_sum=count * count / shared["true_size"],
    )


def _pairwise(sums: Sums) -> tuple[Sums, Sums]:
    """Precision and recall over pairs; with no pair found none is wrong, with none there none is missed."""
    _, found, true, right, _, _ = sums.T
    return _share(right, found), _share(right, true)


def _b_cubed(sums: Sums) -> tuple[Sums, Sums]:
    records, _, _, _, precision, recall = sums.T
    return _share(precision, records), _share(recall, records)


def _share(part: Sums, whole: Sums) -> Sums:
    return np.divide(part, whole, out=np.ones_like(whole, dtype=np.float64), where=whole > 0)


def _agreement(values: tuple[Sums, Sums], resampled: tuple[Sums, Sums]) -> Agreement:
    columns = zip((*values, _f1(*values)), (*resampled, _f1(*resampled)), strict=True)
    return Agreement(*(Estimate.of(float(value), drawn) for value, drawn in columns))


def _f1(precision: Sums, recall: Sums) -> Sums:
    return np.nan_to_num(2 * precision * recall / np.maximum(precision + recall, np.finfo(np.float64).tiny))
