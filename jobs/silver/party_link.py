"""Which pairs of party records are one party, and why the others are not."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.identity.clustering.limits import LIMITS
from jobs.identity.clustering.link_task import links_of
from jobs.identity.newest_day import newest_date, of_newest_date

# Levels of the name in both tables of pairs: 0 for different names, -1 where a record has none.
DIFFERENT_NAMES = 0
SCORED = ("left_record_id", "right_record_id", "match_weight", "name_level")


def build(
    match_record: DataFrame,
    party_match: DataFrame,
    organisation_match: DataFrame,
    match_decision: DataFrame,
    earlier: DataFrame,
) -> DataFrame:
    """Every scored pair, every strong link that was used and every decision, each with its outcome.

    ``earlier`` are the rows of this table for earlier days: two customers of core banking who were different parties
    on the newest of them become one only by a decision of people, and no longer once people take it back.
    """
    scored = party_match.select(*SCORED).unionByName(organisation_match.select(*SCORED))
    before = of_newest_date(earlier).where(F.col("outcome_code") == "JOINED")
    return links_of(
        records=_records(match_record, newest_date(earlier)),
        scored=scored.select("left_record_id", "right_record_id", _weight().alias("match_weight")),
        decided=match_decision.select("left_record_id", "right_record_id", "decision_code"),
        before=before.select("left_record_id", "right_record_id", "link_rule_code", "match_weight"),
        limits=LIMITS,
    )


def _weight() -> Column:
    """The weight of a pair, which joins only names that agree in something: people are asked about all others.

    Twins share their birth, telephone and address, and are two.
    """
    asked = F.least(F.col("match_weight"), F.lit(LIMITS.grey_weight))
    return F.when(F.col("name_level") > DIFFERENT_NAMES, F.col("match_weight")).otherwise(asked)


def _records(match_record: DataFrame, newest: DataFrame) -> DataFrame:
    """What may forbid a link, and whether the record was there on the newest earlier day."""
    known = F.col("first_seen_date") <= F.col("newest_date")
    return match_record.crossJoin(F.broadcast(newest)).select(
        "record_id",
        "id_number",
        "credit_code",
        "birth_date",
        "first_seen_date",
        F.coalesce(known, F.lit(False)).alias("is_known"),
        (F.col("source_system_code") == "core_bank").alias("is_customer"),
    )
