"""The columns of a contract in a version of its table: one that was added to the contract since is null there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pyspark.sql import Column
from pyspark.sql import functions as F

from jobs.lakehouse import contract as contracts
from jobs.lakehouse.lake_versions import names_at


def columns_at(path: Path, version: int, columns: Sequence[contracts.Column]) -> list[Column]:
    """The columns for Spark, in their order."""
    there = names_at(path, version)
    return [
        F.col(f"`{one.name}`") if one.name in there else F.lit(None).cast(one.type).alias(one.name) for one in columns
    ]
