"""What assignments of records to parties look like: how large the parties are, and how many records changed theirs.

An assignment names the party of each record: columns record_id and entity_id.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from jobs.identity.measure import ENTITY, RECORD


@dataclass(frozen=True)
class Churn:
    """What became of the parties of the records that two assignments share.

    ``changed`` records have another party now; ``needless`` of them sit with exactly the same records as before, so
    that nothing but the id changed. ``ended`` ids name nobody any more, ``created`` ids named nobody before.
    """

    records: int
    changed: int
    needless: int
    ended: int
    created: int

    @property
    def rate(self) -> float:
        """Share of the records that changed their party; 0 when there is no record."""
        return self.changed / self.records if self.records else 0.0

    def __str__(self) -> str:
        return (
            f"{self.changed:,} of {self.records:,} records changed their id ({self.rate:.2%}, "
            f"{self.needless:,} without need), {self.ended:,} ids ended, {self.created:,} are new"
        )


def cluster_sizes(assigned: pd.DataFrame) -> pd.DataFrame:
    """How many parties have how many records: cluster_size, cluster_count, record_count, smallest first."""
    sizes = assigned.groupby(ENTITY).size().value_counts().sort_index()
    table = sizes.rename_axis("cluster_size").reset_index(name="cluster_count")
    return table.assign(record_count=table["cluster_size"] * table["cluster_count"])


def id_churn(earlier: pd.DataFrame, later: pd.DataFrame) -> Churn:
    """What changed for the records that both assignments name. Raises ValueError when one names a record twice."""
    if earlier[RECORD].duplicated().any() or later[RECORD].duplicated().any():
        raise ValueError("An assignment names a record twice: give one entity_id for each record_id.")
    both = earlier.rename(columns={ENTITY: "before"}).merge(
        later.rename(columns={ENTITY: "now"}), on=RECORD, how="inner"
    )
    changed = both["before"] != both["now"]
    is_same_group = ~_spreads(both, "before", "now") & ~_spreads(both, "now", "before")
    return Churn(
        records=len(both),
        changed=int(changed.sum()),
        needless=int((changed & is_same_group).sum()),
        ended=len(set(earlier[ENTITY]) - set(later[ENTITY])),
        created=len(set(later[ENTITY]) - set(earlier[ENTITY])),
    )


def _spreads(both: pd.DataFrame, group: str, other: str) -> pd.Series:
    """Whether the records of a group are spread over several groups of the other assignment."""
    return both.groupby(group)[other].transform("nunique") > 1
