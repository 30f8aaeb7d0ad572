"""Who is on the risk list, for what, and whether it counts: entries with the parties that they are surely about."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.risk.entry_facts import of_reason
from jobs.risk.policy import read_policy
from jobs.risk.screening.exact_links import RULES

TOLD = (
    "list_type_code",
    "reason_code",
    "subject_name",
    "source_code",
    "evidence_reference",
    "proposed_by_name",
    "approved_by_name",
    "valid_from_date",
    "event_ended_date",
    "valid_to_date",
    "review_due_date",
    "appeal_state_code",
    "appeal_due_date",
    "ended_date",
    "end_reason_code",
)


def build(risk_list_entry: DataFrame, list_screening: DataFrame) -> DataFrame:
    """One row per entry and party. What people have to look at, and what they cleared, is not here.

    A white entry in force, which two persons gave an end, overrides what the policy lets it override.
    """
    policy = read_policy()
    listed = risk_list_entry.join(_parties(list_screening), on="entry_id", how="inner")
    beside = listed.join(_overriding(listed), on="party_id", how="left")
    overrides = F.coalesce(of_reason(policy, "white_overrides"), F.lit(False))
    overriding = F.when(overrides & F.col("is_in_force"), F.col("white_entry_id"))
    return beside.select(
        "entry_id",
        "party_id",
        "link_rule_code",
        *TOLD,
        overriding.alias("overriding_entry_id"),
        (F.col("is_in_force") & overriding.isNull()).alias("is_active"),
    )


def _parties(list_screening: DataFrame) -> DataFrame:
    """The parties that an entry is surely about, each with the strongest link of its records."""
    sure = list_screening.where(F.col("outcome_code") == "HIT")
    rank = F.array_position(F.array(*map(F.lit, RULES)), F.col("link_rule_code"))
    return sure.groupBy("entry_id", "party_id").agg(F.min_by("link_rule_code", rank).alias("link_rule_code"))


def _overriding(listed: DataFrame) -> DataFrame:
    white = listed.where(
        (F.col("list_type_code") == "WHITE") & F.col("is_in_force") & F.col("valid_to_date").isNotNull()
    )
    return white.groupBy("party_id").agg(F.min("entry_id").alias("white_entry_id"))
