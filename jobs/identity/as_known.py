"""Who a record was on a day, as the bank knew it on another.

A party record is about one party for as long as it exists; what changes is what the bank knows of it. A merge that was
found on Wednesday says who the record was on Monday too, and a split says who it never was.

    history   silver.party_xref_history as published for the day of the knowledge, with its intervals
    day       the day that is asked about
    known_on  the day of the knowledge; a training set takes the day itself, or it would learn from what came later
"""

from __future__ import annotations

import datetime

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

FOREVER = datetime.date(9999, 12, 31)


def as_known(history: DataFrame, day: datetime.date, known_on: datetime.date) -> DataFrame:
    """``record_id`` and ``party_id`` of every record that existed on a day, by what was known at the end of another.

    ``history`` has record_id, party_id, valid_from_date (inclusive) and valid_to_date (exclusive, null while valid).
    A record that was gone by then is in the party that its own went into since, by a record of it that is still there;
    where none is, it stays in its own. For a day after ``known_on`` the answer is what was thought then.
    """
    known = _as_of(history, known_on)
    asked = min(day, known_on)
    existed = known.where(_covers(F.lit(asked))).select("record_id")
    last = known.groupBy("record_id").agg(
        F.max_by("party_id", "valid_from_date").alias("last_party_id"),
        F.max("valid_to_date").alias("last_date"),
    )
    there = existed.join(last, on="record_id", how="inner")
    followed = there.join(_successors(known, known_on), on="last_party_id", how="left")
    is_gone = F.col("last_date") <= known_on
    party = F.when(is_gone, F.coalesce("successor_party_id", "last_party_id")).otherwise(F.col("last_party_id"))
    return followed.select("record_id", party.alias("party_id"))


def _as_of(history: DataFrame, known_on: datetime.date) -> DataFrame:
    """The intervals as they looked at the end of a day: nothing that began later, and no end that came later."""
    end = F.coalesce("valid_to_date", F.lit(FOREVER))
    seen = F.when(end > known_on, F.lit(FOREVER)).otherwise(end)
    began = history.where(F.col("valid_from_date") <= known_on)
    return began.select("record_id", "party_id", "valid_from_date", seen.alias("valid_to_date"))


def _covers(day: Column) -> Column:
    return (F.col("valid_from_date") <= day) & (F.col("valid_to_date") > day)


def _successors(known: DataFrame, known_on: datetime.date) -> DataFrame:
    """For every party, the party of the day of knowledge where the record is that was in it last; itself while alive.

    The smallest record decides among those that left together.
    """
    today = known.where(F.col("valid_to_date") > known_on).select("record_id", F.col("party_id").alias("now_party_id"))
    member = known.join(today, on="record_id", how="inner")
    last_first = Window.partitionBy("party_id").orderBy(F.col("valid_to_date").desc(), "record_id")
    ranked = member.select("*", F.row_number().over(last_first).alias("rank")).where(F.col("rank") == 1)
    return ranked.select(F.col("party_id").alias("last_party_id"), F.col("now_party_id").alias("successor_party_id"))
