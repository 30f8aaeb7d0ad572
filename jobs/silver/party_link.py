"""Which pairs of party records are one party, and why the others are not."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.identity.clustering.limits import LIMITS
from jobs.identity.clustering.link_task import links_of
from jobs.identity.newest_day import of_newest_date

# Levels of the name in both tables of pairs: 0 for different names, -1 where a record has none.
DIFFERENT_NAMES = 0
SCORED = ("left_record_id", "right_record_id", "match_weight", "name_level")


def build(
    match_record: DataFrame,
    party_match: DataFrame,
    organisation_match: DataFrame,
    match_decision: DataFrame,
    earlier: DataFrame,
    earlier_party_xref: DataFrame,
    earlier_absent_record: DataFrame,
) -> DataFrame:
    """Every scored pair, every strong link that was used and every decision, each with its outcome.

    Two customers of core banking who were different parties become one only by a decision of people, and no longer once
    people take it back: on the newest earlier day or, where a record was absent then, on the last day on which it was
    there. ``earlier`` are the rows of this table for earlier days.
    """
    joined = of_newest_date(earlier).where(F.col("outcome_code") == "JOINED")
    scored = party_match.select(*SCORED).unionByName(organisation_match.select(*SCORED))
    return links_of(
        records=_records(match_record),
        scored=scored.select("left_record_id", "right_record_id", _weight().alias("match_weight")),
        decided=match_decision.select("left_record_id", "right_record_id", "decision_code"),
        before=joined.select("left_record_id", "right_record_id", "link_rule_code", "match_weight"),
        earlier=of_newest_date(earlier_party_xref).select("record_id", "party_id"),
        absent=of_newest_date(earlier_absent_record).select("record_id", "party_id"),
        limits=LIMITS,
    )


def _weight() -> Column:
    """The weight of a pair, which joins only names that agree in something: people are asked about all others.

    Twins share their birth, telephone and address, and are two.
    """
    asked = F.least(F.col("match_weight"), F.lit(LIMITS.grey_weight))
    return F.when(F.col("name_level") > DIFFERENT_NAMES, F.col("match_weight")).otherwise(asked)


def _records(match_record: DataFrame) -> DataFrame:
    """What may forbid a link."""
    return match_record.select(
        "record_id",
        "id_number",
        "credit_code",
        "birth_date",
        "first_seen_date",
        (F.col("source_system_code") == "core_bank").alias("is_customer"),
    )
