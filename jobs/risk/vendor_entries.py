"""Whom a vendor lists for fraud, as facts of the risk list."""

from __future__ import annotations

import datetime

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.risk.entry_facts import declared_facts, facts_of
from jobs.risk.policy import RiskPolicy
from jobs.risk.subject import subject_token

VENDOR_FRAUD = "VENDOR_FRAUD"


def vendor_entries(
    vendor_list_record: DataFrame, policy: RiskPolicy, key: str, business_date: datetime.date
) -> DataFrame:
    """The fraud was over when the vendor listed it; an entry is withdrawn the day the vendor takes it off.

    Whoever is listed by a telephone alone is told by nothing else, so that the entry ends with the number: see
    ``phone_holder``.
    """
    removed = F.when(F.col("removed_date") <= F.lit(business_date), F.col("removed_date"))
    told = {
        "source_code": F.col("source_code"),
        "evidence_reference": F.col("evidence_number"),
        "subject_type_code": F.lit("PERSON"),
        "id_token": subject_token("id_number", F.col("id_number"), key),
        "phone_token": subject_token("mobile_phone", F.col("mobile_phone"), key),
        "valid_from_date": F.col("listed_date"),
        "event_ended_date": F.col("listed_date"),
        "valid_to_date": F.col("last_date"),
        "withdrawn_date": removed,
    }
    return facts_of(vendor_list_record, declared_facts(policy, VENDOR_FRAUD, F.col("record_id")) | told)
