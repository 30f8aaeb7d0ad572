"""Which party each party record belongs to."""

from __future__ import annotations

import datetime

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.identity.clustering.party_task import parties_of
from jobs.identity.newest_day import of_newest_date


def build(
    match_record: DataFrame,
    party_link: DataFrame,
    earlier: DataFrame,
    earlier_absent_record: DataFrame,
    identity_key: str,
    business_date: datetime.date,
) -> DataFrame:
    """Records that joined links hang together are one party; a record without any is a party of its own.

    A party keeps its id, also through a day of absence: see jobs/identity/clustering/stable_ids.py.
    """
    joined = party_link.where(F.col("outcome_code") == "JOINED")
    parties = parties_of(
        records=match_record.select("record_id", "source_system_code", "first_seen_date"),
        joined=joined.select("left_record_id", "right_record_id", "link_rule_code"),
        earlier=of_newest_date(earlier).select("record_id", "party_id"),
        absent=of_newest_date(earlier_absent_record).select("record_id", "party_id"),
        key=identity_key,
        day=business_date,
    )
    return parties.select(
        "record_id",
        "source_system_code",
        F.substr("record_id", F.instr("record_id", F.lit(":")) + 1).alias("source_record_id"),
        "party_id",
        "match_rule_code",
        "earlier_party_id",
    )
