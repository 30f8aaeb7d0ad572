"""Where each record was before today: in a party of the day before, or absent, and in which party it was last."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jobs.identity.clustering import arrow_rows as rows


@dataclass(frozen=True)
class LastParties:
    """``party_id`` of each record, null for one that was never there, and whether it ``was_there`` the day before.

    ``taken`` are all ids that mean somebody: also those of records that are absent today.
    """

    party_id: pa.Array
    was_there: np.ndarray
    taken: pa.Array

    @classmethod
    def of(cls, ids: pa.ChunkedArray, table: pa.Table) -> LastParties:
        """By the rows of a task: ``earlier`` ones of the newest earlier date, then ``absent`` ones, maybe of before."""
        earlier, absent = (_told(ids, rows.of_kind(table, kind)) for kind in ("earlier", "absent"))
        was_there = earlier.is_valid().to_numpy(zero_copy_only=False)
        return cls(pc.coalesce(earlier, absent), was_there, table["party_id"].unique().drop_null())


def _told(ids: pa.ChunkedArray, told: pa.Table) -> pa.Array:
    """The party that some rows tell of each record; null for a record that they do not name."""
    (positions,) = rows.places([ids], told["record_id"])
    return told["party_id"].combine_chunks().take(pa.array(positions, mask=positions < 0))
