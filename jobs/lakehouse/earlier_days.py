"""What a table said on earlier days: its rows, for a build that depends on them, and its profiles, for its gate."""

from __future__ import annotations

from datetime import date

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jobs.lakehouse.contract import BUSINESS_DATE, Contract
from jobs.lakehouse.errors import ContractFault
from jobs.lakehouse.gate import Profile
from jobs.lakehouse.lake import Lake

# More than any rule across days looks back; a content that was carried from day to day counts once.
EARLIER_CONTENTS = 10
EARLIER_DAYS = 60


def earlier_contents(lake: Lake, contract: Contract, business_date: date) -> tuple[Profile, ...]:
    """The profiles of what is published of a table for the days before a day, newest first, each content once."""
    found: dict[str, Profile] = {}
    day = business_date
    for _ in range(EARLIER_DAYS):
        published = lake.publications.previous(contract.name, day)
        if published is None or len(found) == EARLIER_CONTENTS:
            break
        day = published.day
        if published.content_hash not in found:
            found[published.content_hash] = lake.verdicts.profile_of(published)
    return tuple(found.values())


def earlier_rows(
    spark: SparkSession, lake: Lake, contract: Contract, business_date: date, version: int | None
) -> DataFrame:
    """What is published of a table for the days before a day, with ``business_date``; no rows where nothing is.

    ``version`` is the Delta version to look at, None where nothing of the table is published yet.

    The day itself and later ones are never seen, so a day that is run again finds what it found before. Raises
    ContractFault for a table that does not keep its days apart.
    """
    if contract.write != "replace_partition":
        raise ContractFault(f"{contract.name} keeps no days apart: its build may not ask for `earlier`.")
    if version is None:
        columns = ", ".join(f"`{column.name}` {column.type}" for column in contract.columns)
        return spark.createDataFrame([], f"{columns}, {BUSINESS_DATE} DATE")
    published = spark.read.format("delta").option("versionAsOf", version).load(str(lake.path(contract.name)))
    names = (*contract.column_names, BUSINESS_DATE)
    return published.where(F.col(BUSINESS_DATE) < F.lit(business_date)).select(*(F.col(f"`{name}`") for name in names))
