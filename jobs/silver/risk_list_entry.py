"""One library of everything that is said against or for a party: whoever says it, in the same shape."""

from __future__ import annotations

import datetime
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.identity.newest_day import of_newest_date
from jobs.risk.court_entries import court_entries
from jobs.risk.desk_entries import appeals, desk_entries
from jobs.risk.entry_facts import FACTS, SCREENED, of_reason
from jobs.risk.list_version import list_versions
from jobs.risk.official_entries import official_entries
from jobs.risk.overdue_entries import overdue_entries
from jobs.risk.phone_holder import phone_holders
from jobs.risk.policy import RiskPolicy, read_policy
from jobs.risk.validity import end, next_review, valid_from_date, valid_to_date
from jobs.risk.vendor_entries import vendor_entries

DIGEST_BITS = 256
# A day on which an entry is seen to have gone; its source does not tell one.
WITHDRAWN_DATE = "withdrawn_date"
KEPT = tuple(name for name in FACTS if name != WITHDRAWN_DATE)
HEAD, DATES = KEPT[: KEPT.index("valid_from_date")], ("valid_from_date", "event_ended_date", "valid_to_date")


def build(
    court_record: DataFrame,
    vendor_list_record: DataFrame,
    loan: DataFrame,
    repayment: DataFrame,
    sanction_entry: DataFrame,
    sanction_alias: DataFrame,
    party_record: DataFrame,
    phone_owner: DataFrame,
    risk_desk_decisions: DataFrame,
    earlier: DataFrame,
    business_date: datetime.date,
    identity_key: str,
) -> DataFrame:
    """One row per entry, also one that ended; what begins on a later day is not known yet and left out.

    ``earlier``, the rows of earlier days, tell since when an entry is there and what its source no longer tells.
    """
    policy, before = read_policy(), of_newest_date(earlier)
    told = (
        court_entries(court_record, policy, identity_key, business_date),
        vendor_entries(vendor_list_record, policy, identity_key, business_date),
        overdue_entries(loan, repayment, party_record, policy, identity_key, business_date),
        official_entries(sanction_entry, sanction_alias, policy),
        desk_entries(risk_desk_decisions),
    )
    today = F.coalesce("valid_from_date", F.lit(business_date)) <= F.lit(business_date)
    known = _with_gone(reduce(DataFrame.unionByName, told).where(today), before)
    beside = known
    holders = phone_holders(known, before, phone_owner, identity_key)
    for more in (_before(before), appeals(risk_desk_decisions), holders):
        beside = beside.join(more, on="entry_id", how="left")
    judged = _judged(beside, policy, business_date)
    versions = F.broadcast(list_versions(judged, before, business_date))
    return judged.join(versions, on="source_code", how="left").select(*_columns(policy))


def _with_gone(told: DataFrame, before: DataFrame) -> DataFrame:
    """What is told today, and what was on the newest earlier day and is told no more."""
    gone = before.select(*KEPT, F.lit(None).cast("date").alias(WITHDRAWN_DATE))
    gone = gone.join(told.select("entry_id"), on="entry_id", how="left_anti")
    return told.withColumn("is_told", F.lit(True)).unionByName(gone.withColumn("is_told", F.lit(False)))


def _before(before: DataFrame) -> DataFrame:
    return before.select(
        "entry_id",
        F.col("valid_from_date").alias("from_before_date"),
        F.col("ended_date").alias("ended_before_date"),
        F.col("end_reason_code").alias("end_reason_before_code"),
        F.col("content_hash").alias("hash_before"),
        F.col("changed_date").alias("changed_before_date"),
    )


def _judged(beside: DataFrame, policy: RiskPolicy, business_date: datetime.date) -> DataFrame:
    """The entries with their first and last day, review, appeal, end, and since when they say what they say."""
    today, content = F.lit(business_date), F.sha2(F.to_json(F.struct(*SCREENED)), DIGEST_BITS)
    dated = beside.withColumns(
        {
            "valid_from_date": valid_from_date(business_date),
            "valid_to_date": valid_to_date(policy),
            "content_hash": content,
            "is_recycled": F.coalesce("is_recycled", F.lit(False)),
        }
    )
    ended = dated.withColumn("end", end(policy, business_date))
    is_same = F.col("content_hash") == F.col("hash_before")
    return ended.withColumns(
        {
            "review_due_date": next_review(policy, business_date),
            "appeal_due_date": F.date_add("appeal_opened_date", of_reason(policy, "appeal_days")),
            "is_appeal_late": _is_late(policy, today),
            "is_in_force": F.col("end").isNull() & (F.col("valid_from_date") <= today),
            "changed_date": F.coalesce(F.when(is_same, F.col("changed_before_date")), today),
        }
    )


def _is_late(policy: RiskPolicy, today: Column) -> Column:
    due = F.date_add("appeal_opened_date", of_reason(policy, "appeal_days"))
    return F.coalesce((F.col("appeal_state_code") == "OPEN") & (due < today), F.lit(False))


def _columns(policy: RiskPolicy) -> tuple[str | Column, ...]:
    """Every column in the contract's order."""
    return (
        *HEAD,
        "holder_record_id",
        *DATES,
        "review_due_date",
        "appeal_state_code",
        "appeal_opened_date",
        "appeal_due_date",
        "is_appeal_late",
        F.col("end.date").alias("ended_date"),
        F.col("end.reason").alias("end_reason_code"),
        "is_in_force",
        "content_hash",
        "changed_date",
        "list_version",
        "list_changed_date",
        F.lit(policy.name).alias("policy_version"),
    )
