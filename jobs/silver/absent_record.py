"""Party records that were there on an earlier day and that no source tells today."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.identity.newest_day import of_newest_date
from jobs.identity.phone_passing import IDENTITY

KEPT = ("record_id", "party_id", *IDENTITY, "first_seen_date", "last_seen_date")


def build(
    party_xref: DataFrame, earlier: DataFrame, earlier_match_record: DataFrame, earlier_party_xref: DataFrame
) -> DataFrame:
    """One row per record that was there on the newest earlier day, or absent then, and is not there today.

    A party that went into another one since takes its absent records along.
    """
    was_there = _absent(of_newest_date(earlier_match_record), party_xref)
    parties = of_newest_date(earlier_party_xref).select("record_id", "party_id")
    newly = was_there.join(parties, on="record_id").withColumn("last_seen_date", F.col("business_date"))
    # The newest day on which a record was absent can be an older one, from which some have been back since.
    before = _absent(_absent(of_newest_date(earlier), party_xref), newly)
    absent = newly.select(*KEPT).unionByName(before.select(*KEPT))
    followed = absent.join(_successors(party_xref), on="party_id", how="left")
    return followed.withColumn("party_id", F.coalesce("successor_party_id", "party_id")).select(*KEPT)


def _absent(records: DataFrame, there: DataFrame) -> DataFrame:
    return records.join(there.select("record_id"), on="record_id", how="left_anti")


def _successors(party_xref: DataFrame) -> DataFrame:
    """Where most records are of each party that none belongs to any more."""
    moves = party_xref.groupBy("earlier_party_id", "party_id").agg(F.count(F.lit(1)).alias("record_count"))
    standing = party_xref.select(F.col("party_id").alias("earlier_party_id"))
    gone = moves.join(standing, on="earlier_party_id", how="left_anti").where(F.col("earlier_party_id").isNotNull())
    most = F.max_by("party_id", F.struct("record_count", "party_id")).alias("successor_party_id")
    return gone.groupBy(F.col("earlier_party_id").alias("party_id")).agg(most)
