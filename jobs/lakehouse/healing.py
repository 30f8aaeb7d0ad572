"""Approved repairs on their way through the build: a repaired row takes the place of the bad one in the same frame.

So no row is added and none is lost, the account adds up as it did before, and whoever runs it again gets the same
table. A repaired row meets every rule anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from jobs.lakehouse.conform import LOADED, QUARANTINED, ROW_ID, UNFIT, VERDICT, WAIVED, row_id
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.formats.batches import MALFORMED
from jobs.lakehouse.repair import Heard
from jobs.lakehouse.staging import Staged

PATCH, OWN_ID = "_patch", "_own_id"
PATCHES = f"{ROW_ID} STRING, {PATCH} MAP<STRING, STRING>, {WAIVED} STRING"


def repaired(spark: SparkSession, built: DataFrame, contract: Contract, repairs: Sequence[Heard]) -> DataFrame:
    """The built rows with the approved repairs in them; ``conform`` then judges all of them alike."""
    types = {field.name: field.dataType for field in built.schema.fields}
    touched = {name for one in repairs for name in one.proposal.columns}
    own_id = row_id({name: F.col(f"`{name}`") for name in types}).alias(OWN_ID)
    patches = F.broadcast(spark.createDataFrame([_patch(one) for one in repairs], PATCHES))
    joined = built.select("*", own_id).join(patches, F.col(OWN_ID) == F.col(ROW_ID), "left")
    return joined.select(
        *(_patched(name, kind, contract).alias(name) if name in (*touched, MALFORMED) else F.col(f"`{name}`")
          for name, kind in types.items()),
        ROW_ID,
        WAIVED,
        _is_unfit({name: types[name] for name in sorted(touched)}).alias(UNFIT),
    )  # fmt: skip


def outcomes(staged: Staged, repairs: Sequence[Heard]) -> dict[str, str]:
    """The verdict on the rows of each repair that was found among those of the build; the others are stale."""
    ids = {one.proposal.row_id: one.id for one in repairs}
    found = staged.rows().where(F.col(ROW_ID).isin(list(ids))).select(ROW_ID, VERDICT).distinct().collect()
    verdicts = sorted((line[VERDICT], line[ROW_ID]) for line in found)
    # Of rows that are alike, one bad one counts more than a good one, and that more than its duplicates.
    rank = {QUARANTINED: 2, LOADED: 1}
    return {ids[row]: verdict for verdict, row in sorted(verdicts, key=lambda one: rank.get(one[0], 0))}


def repairs_hash(repairs: Sequence[Heard]) -> str:
    """What the approved repairs of a table and day are, for the origin of what is made with them."""
    return hashlib.sha256(repr(sorted(one.id for one in repairs)).encode()).hexdigest()


def _patch(one: Heard) -> tuple[str, dict[str, str | None], str | None]:
    proposal = one.proposal
    return proposal.row_id, dict(proposal.columns), proposal.rule if proposal.is_exception else None


def _patched(name: str, kind: T.DataType, contract: Contract) -> Column:
    if name == MALFORMED:
        # A record that could not be split is whole again once somebody said what each of its columns holds.
        is_whole = F.size(F.map_keys(PATCH)) == len(contract.columns)
        return F.when(is_whole, F.lit(None).cast("string")).otherwise(F.col(name))
    return F.when(_says(name), _value(name, kind)).otherwise(F.col(f"`{name}`"))


def _says(name: str) -> Column:
    return F.map_contains_key(F.col(PATCH), F.lit(name))


def _value(name: str, kind: T.DataType) -> Column:
    text = F.col(PATCH)[F.lit(name)]
    return text if isinstance(kind, T.StringType) else text.try_cast(kind)


def _is_unfit(types: dict[str, T.DataType]) -> Column:
    """Whether a value was said that its column cannot take."""
    unfit = F.lit(False)
    for name, kind in types.items():
        is_lost = F.col(PATCH)[F.lit(name)].isNotNull() & _value(name, kind).isNull()
        unfit = unfit | F.coalesce(_says(name) & is_lost, F.lit(False))
    return unfit
