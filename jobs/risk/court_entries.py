"""Judgments and dishonest debtors of the court feed as facts of the risk list."""

from __future__ import annotations

import datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.risk.entry_facts import declared_facts, facts_of
from jobs.risk.policy import RiskPolicy
from jobs.risk.subject import subject_token

JUDGMENT, DEBTOR = "COURT_JUDGMENT", "DISHONEST_DEBTOR"


def court_entries(court_record: DataFrame, policy: RiskPolicy, key: str, business_date: datetime.date) -> DataFrame:
    """A judgment ends the day it is given; a debtor is withdrawn the day the court takes the entry off."""
    is_judgment = F.col("record_type_code") == "JUDGMENT"
    removed = F.when(F.col("removed_date") <= F.lit(business_date), F.col("removed_date"))
    judged = facts_of(court_record.where(is_judgment), _told(policy, JUDGMENT, key, F.col("published_date")))
    debtors = _told(policy, DEBTOR, key, removed) | {"withdrawn_date": removed}
    return judged.unionByName(facts_of(court_record.where(~is_judgment), debtors))


def _told(policy: RiskPolicy, reason_code: str, key: str, event_ended: Column) -> dict[str, Column]:
    return declared_facts(policy, reason_code, F.col("record_id")) | {
        "source_code": F.lit("COURT"),
        "subject_type_code": F.col("party_type_code"),
        "subject_name": F.col("party_name"),
        "id_token": subject_token("id_number", F.col("id_number"), key),
        "record_id": F.concat(F.lit("court_vendor:"), F.col("record_id")),
        "valid_from_date": F.col("published_date"),
        "event_ended_date": event_ended,
    }
