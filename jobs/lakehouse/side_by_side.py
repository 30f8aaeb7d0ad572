"""Wide rows from narrow tables: a left join whose columns travel as one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from pyspark.sql import DataFrame
from pyspark.sql import functions as F


def side_by_side(frames: Sequence[DataFrame], key: Sequence[str]) -> DataFrame:
    """Every row of the first frame with the columns of all; those of a frame that lacks the key are null.

    The key is unique in each of the others. A sort or join copies what it meets column by column: the columns of a
    frame are one struct meanwhile, which is copied at once. See decision 0057.
    """
    names = [f"frame_{place}" for place in range(len(frames))]
    wholes = [_as_one_column(frame, key, name) for frame, name in zip(frames, names, strict=True)]
    joined = reduce(lambda left, right: left.join(right, on=list(key), how="left"), wholes)
    return joined.select(*key, *(f"{name}.*" for name in names))


def _as_one_column(frame: DataFrame, key: Sequence[str], name: str) -> DataFrame:
    return frame.select(*key, F.struct(*(column for column in frame.columns if column not in key)).alias(name))
