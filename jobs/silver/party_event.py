"""What happened to parties on a day, told by the parties of the records yesterday and today."""

from __future__ import annotations

from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

NOBODY = ""
BORN = ("CREATED", "SPLIT", "RETURNED")


def build(party_xref: DataFrame, earlier: DataFrame) -> DataFrame:
    """Parties that were created, merged, split, ended or came back; on the first day every party is created.

    ``earlier`` are the rows of this table for earlier days: which parties are alive is what they tell together.
    """
    moves = party_xref.groupBy("party_id", "earlier_party_id").agg(F.count(F.lit(1)).alias("record_count"))
    stayed = moves.where(F.col("party_id") == F.col("earlier_party_id")).select("party_id", "record_count")
    last = earlier.groupBy("party_id").agg(F.max_by(F.col("event_code").isin(*BORN), "business_date").alias("is_alive"))
    told = (_created(moves), _moved(moves, stayed), _returned(stayed, last), _ended(party_xref, last))
    return reduce(DataFrame.unionByName, told)


def _created(moves: DataFrame) -> DataFrame:
    """A party whose records are all new; one that took a record from elsewhere is a split."""
    parties = moves.groupBy("party_id").agg(
        F.max("earlier_party_id").alias("from_party_id"), F.sum("record_count").alias("record_count")
    )
    return _events(parties.where(F.col("from_party_id").isNull()), "party_id", "CREATED", F.lit(NOBODY))


def _moved(moves: DataFrame, stayed: DataFrame) -> DataFrame:
    """Records that changed their party: merged where their party is no more and the other was there before."""
    changed = moves.where(F.col("party_id") != F.col("earlier_party_id"))
    old = stayed.select(F.col("party_id").alias("earlier_party_id"), F.lit(True).alias("is_alive"))
    known = stayed.select("party_id", F.lit(True).alias("was_there"))
    told = changed.join(old, on="earlier_party_id", how="left").join(known, on="party_id", how="left")
    is_merge = F.col("is_alive").isNull() & F.col("was_there").isNotNull()
    merged = _events(told.where(is_merge), "earlier_party_id", "MERGED", F.col("party_id"))
    split = _events(told.where(~is_merge), "party_id", "SPLIT", F.col("earlier_party_id"))
    return merged.unionByName(split)


def _returned(stayed: DataFrame, last: DataFrame) -> DataFrame:
    """Parties that had ended or gone into another one, and of which records are back that were absent."""
    back = stayed.join(last.where(~F.col("is_alive")), on="party_id", how="left_semi")
    return _events(back, "party_id", "RETURNED", F.lit(NOBODY))


def _ended(party_xref: DataFrame, last: DataFrame) -> DataFrame:
    """Parties that were alive after the last of the earlier days, and of which no record is left, whatever its party.

    A party of which records are left has moved, and says so.
    """
    named = party_xref.select("party_id").union(party_xref.select("earlier_party_id"))
    gone = last.where("is_alive").join(named.distinct(), on="party_id", how="left_anti")
    return _events(gone.withColumn("record_count", F.lit(0).cast("bigint")), "party_id", "ENDED", F.lit(NOBODY))


def _events(parties: DataFrame, party: str, event_code: str, other: Column) -> DataFrame:
    return parties.select(
        F.col(party).alias("party_id"),
        F.lit(event_code).alias("event_code"),
        other.alias("other_party_id"),
        "record_count",
    )
