"""Whose each mobile telephone is, since when, and to whom it passed."""

from __future__ import annotations

import datetime

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from jobs.identity import placeholders
from jobs.identity.newest_day import of_newest_date
from jobs.identity.phone_passing import (
    CLAIM,
    IDENTITY,
    NAMED_BY_ANOTHER,
    identities_of,
    passed_on,
    subscriptions_of,
)

BEFORE = ("party_id", "valid_from_date", "valid_to_date", "confirmed_date", "is_recycled")
PASSING = ("successor_record_id", "evidence_code")


def build(
    party_record: DataFrame,
    party_xref: DataFrame,
    match_record: DataFrame,
    telecom_profile: DataFrame,
    absent_record: DataFrame,
    earlier: DataFrame,
    business_date: datetime.date,
) -> DataFrame:
    """One row per record and number that it names or ever named; ``earlier`` are the rows of earlier days.

    What passed on stays so until the party names it again, or the source writes anew what the operator had spoken of.
    Who is absent is who it was.
    """
    parties = party_xref.select("record_id", "party_id").unionByName(absent_record.select("record_id", "party_id"))
    known = match_record.select("record_id", *IDENTITY).unionByName(absent_record.select("record_id", *IDENTITY))
    claims = _claims(party_record, parties, of_newest_date(earlier), business_date)
    subscriptions = subscriptions_of(telecom_profile, match_record, party_xref, business_date)
    told = _with_passing(claims, passed_on(claims, identities_of(known, parties), subscriptions))
    has_ended = F.col("is_recycled") | ~F.col("is_named")
    return told.select(
        *CLAIM,
        "party_id",
        "valid_from_date",
        F.when(has_ended, F.coalesce("before.valid_to_date", F.lit(business_date))).alias("valid_to_date"),
        "confirmed_date",
        "is_named",
        "is_recycled",
        *PASSING,
    )


def _claims(party_record: DataFrame, parties: DataFrame, before: DataFrame, business_date: datetime.date) -> DataFrame:
    """The numbers that records name today or named before, with what was known of them as ``before``."""
    said = party_record.where(placeholders.is_phone(F.col("mobile_phone")))
    today = said.select(*CLAIM, F.lit(True).alias("named"), F.col("as_of_date").alias("written_date"))
    known = today.join(before.select(*CLAIM, F.struct(*BEFORE, *PASSING).alias("before")), on=CLAIM, how="full")
    is_named, party = F.coalesce("named", F.lit(False)), F.coalesce("party_today_id", "before.party_id")
    return known.join(parties.withColumnRenamed("party_id", "party_today_id"), on="record_id", how="left").select(
        *CLAIM,
        party.alias("party_id"),
        is_named.alias("is_named"),
        F.max(is_named).over(Window.partitionBy(party, "mobile_phone")).alias("is_held"),
        F.coalesce("before.valid_from_date", F.lit(business_date)).alias("valid_from_date"),
        F.when(is_named, F.col("written_date")).otherwise(F.col("before.confirmed_date")).alias("confirmed_date"),
        "before",
    )


def _with_passing(claims: DataFrame, passed: DataFrame) -> DataFrame:
    """The claims, and to whom those passed that did so today, or before if that stays."""
    passing = [F.coalesce(f"passed.{name}", F.when(_stays(), F.col(f"before.{name}"))) for name in PASSING]
    beside = claims.join(passed.select(*CLAIM, F.struct(*PASSING).alias("passed")), on=CLAIM, how="left")
    told = beside.withColumns(dict(zip(PASSING, passing, strict=True)))
    return told.withColumn("is_recycled", F.col("evidence_code").isNotNull())


def _stays() -> Column:
    """Whether what a number had passed on by still holds, where nothing of today says so."""
    is_as_before = F.col("confirmed_date").eqNullSafe(F.col("before.confirmed_date"))
    is_named_no_more = F.col("before.evidence_code") == NAMED_BY_ANOTHER
    still_holds = F.when(is_named_no_more, ~F.col("is_held")).otherwise(~F.col("is_named") | is_as_before)
    return F.col("before.is_recycled") & still_holds
