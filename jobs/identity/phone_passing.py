"""Whose a mobile telephone no longer is: about two in a hundred numbers a year are given to somebody else.

A number has passed on where somebody names it who cannot be the one who named it before, and either that one names it
no more, or the operator says that the number came to its present holder after the record was last written. A number
that many records name belongs to a branch, a company or nobody, and passes to no one.
"""

from __future__ import annotations

import datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

MOST_RECORDS = 20
NAMED_BY_ANOTHER, NETWORK_TENURE = "NAMED_BY_ANOTHER", "NETWORK_TENURE"
# What a claim on a number is told by.
CLAIM = ["record_id", "mobile_phone"]
IDENTITY = ("id_number", "name_key", "birth_date")


def passed_on(claims: DataFrame, identities: DataFrame, subscriptions: DataFrame) -> DataFrame:
    """The claims whose number passed on: record_id, mobile_phone, ``successor_record_id``, ``evidence_code``.

    claims         record_id, mobile_phone, party_id, is_held (a record of the party names the number today),
                   valid_from_date, confirmed_date (day on which its source last wrote the record)
    identities     as ``identities_of`` makes them
    subscriptions  as ``subscriptions_of`` makes them

    Of several successors the newest is told, and the smallest record of those.
    """
    contested = _contested(claims)
    successors = contested.where(F.col("is_held")).select(
        "mobile_phone",
        F.col("record_id").alias("successor_record_id"),
        F.col("party_id").alias("successor_party_id"),
        F.datediff(F.lit(datetime.date.max), "valid_from_date").alias("days_ago"),
    )
    pairs = contested.join(successors, on="mobile_phone").where(F.col("party_id") != F.col("successor_party_id"))
    others = identities.withColumnsRenamed({name: f"successor_{name}" for name in identities.columns})
    known = pairs.join(identities, on="party_id").join(others, on="successor_party_id").where(_are_two_people())
    since = subscriptions.withColumnRenamed("party_id", "successor_party_id")
    told = known.join(since, on=["successor_party_id", "mobile_phone"], how="left").where(_evidence().isNotNull())
    newest = F.min(F.struct("days_ago", "successor_record_id", _evidence().alias("evidence_code"))).alias("newest")
    found = told.groupBy("record_id", "mobile_phone").agg(newest)
    return found.select("record_id", "mobile_phone", "newest.successor_record_id", "newest.evidence_code")


def identities_of(known: DataFrame, parties: DataFrame) -> DataFrame:
    """What the records of each party say or said of who it is: ``party_id`` and an array for each of ``IDENTITY``."""
    said = known.join(parties.select("record_id", "party_id"), on="record_id")
    return said.groupBy("party_id").agg(*(F.collect_set(name).alias(name) for name in IDENTITY))


def subscriptions_of(
    telecom_profile: DataFrame, match_record: DataFrame, parties: DataFrame, business_date: datetime.date
) -> DataFrame:
    """``party_id``, ``mobile_phone`` and ``subscribed_date``, before which the number was not the party's.

    The operator tells whole months; the day is the earliest that they allow.
    """
    numbered = match_record.select("record_id", "id_number").join(
        parties.select("record_id", "party_id"), on="record_id"
    )
    since = F.add_months(F.lit(business_date), -(F.col("telecom_tenure_months") + 1)).alias("subscribed_date")
    told = telecom_profile.where(F.col("telecom_tenure_months").isNotNull()).select("id_number", "mobile_phone", since)
    found = told.join(numbered.select("id_number", "party_id").distinct(), on="id_number")
    return found.groupBy("party_id", "mobile_phone").agg(F.max("subscribed_date").alias("subscribed_date"))


def with_own_phone(party_record: DataFrame, phone_owner: DataFrame) -> DataFrame:
    """The party records, without a number that had passed on and that their source has not written anew since."""
    passed = phone_owner.where(F.col("is_recycled")).select(
        *CLAIM, F.col("confirmed_date").alias("passed_written_date")
    )
    beside = party_record.join(passed.withColumn("is_passed", F.lit(True)), on=CLAIM, how="left")
    is_stale = F.col("is_passed") & F.col("as_of_date").eqNullSafe(F.col("passed_written_date"))
    own_phone = F.when(is_stale, F.lit(None)).otherwise(F.col("mobile_phone"))
    return beside.withColumn("mobile_phone", own_phone).drop("passed_written_date", "is_passed")


def _contested(claims: DataFrame) -> DataFrame:
    """The claims on numbers that more than one party, but few records, have named."""
    by_number = claims.groupBy("mobile_phone").agg(
        F.count(F.lit(1)).alias("record_count"), F.count_distinct("party_id").alias("party_count")
    )
    few = by_number.where((F.col("party_count") > 1) & (F.col("record_count") <= MOST_RECORDS))
    return claims.join(few.select("mobile_phone"), on="mobile_phone")


def _evidence() -> Column:
    is_older = F.col("confirmed_date") < F.col("subscribed_date")
    return F.when(~F.col("is_held"), NAMED_BY_ANOTHER).when(is_older, NETWORK_TENURE)


def _are_two_people() -> Column:
    """Valid identity numbers tell two people apart; where one has none, another name and another birth together."""
    apart = {name: _share_nothing(name) for name in IDENTITY}
    return F.coalesce(apart["id_number"], apart["name_key"] & apart["birth_date"], F.lit(False))


def _share_nothing(name: str) -> Column:
    """Whether both say something and nothing alike; null where one of them says nothing."""
    mine, other = F.col(name), F.col(f"successor_{name}")
    return F.when((F.size(mine) > 0) & (F.size(other) > 0), ~F.arrays_overlap(mine, other))
