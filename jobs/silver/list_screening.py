"""Which party records an entry of the risk list is about, surely or perhaps, and what people said of it."""

from __future__ import annotations

import datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.identity.newest_day import of_newest_date
from jobs.risk.policy import RiskPolicy, read_policy
from jobs.risk.screening.exact_links import RULES, exact_links
from jobs.risk.screening.name_hits import PAIR, SCORED, name_hits

CONTENT = ("record_hash", "entry_hash")
HIT, REVIEW, CLEARED, CONFIRMED = "HIT", "REVIEW", "CLEARED", "CONFIRMED"


def build(
    risk_list_entry: DataFrame,
    listed_name: DataFrame,
    match_record: DataFrame,
    party_xref: DataFrame,
    risk_desk_decisions: DataFrame,
    earlier: DataFrame,
    business_date: datetime.date,
    identity_key: str,
) -> DataFrame:
    """One row per record and entry: exact links first, then names that are alike.

    What people said of a hit names the record and the entry as they were: it outlives merges and later runs, and ends
    when either of the two changes.
    """
    policy = read_policy()
    exact = exact_links(match_record, party_xref, risk_list_entry, identity_key)
    last = of_newest_date(earlier)
    named = name_hits(match_record, risk_list_entry, listed_name, last, policy, business_date)
    links = _strongest(exact.unionByName(named.withColumns(_name_link(policy)), allowMissingColumns=True))
    told = _with_content(links, match_record, risk_list_entry)
    decided = told.join(_decided(risk_desk_decisions), on=[*PAIR, *CONTENT], how="left")
    return decided.join(party_xref.select("record_id", "party_id"), on="record_id", how="inner").select(
        *_columns(policy, business_date)
    )


def _name_link(policy: RiskPolicy) -> dict[str, Column]:
    is_sure = F.col("match_weight") >= policy.screening.hit
    return {"link_rule_code": F.lit("NAME"), "is_sure": is_sure}


def _strongest(links: DataFrame) -> DataFrame:
    """One link for each pair: the strongest rule that finds it, a sure one before one that is not."""
    rank = F.array_position(F.array(*map(F.lit, RULES)), F.col("link_rule_code")) + F.when(
        F.col("is_sure"), 0
    ).otherwise(len(RULES))
    others = [name for name in links.columns if name not in PAIR]
    best = links.groupBy(*PAIR).agg(F.min_by(F.struct(*others), rank).alias("best"))
    return best.select(*PAIR, "best.*")


def _with_content(links: DataFrame, match_record: DataFrame, entries: DataFrame) -> DataFrame:
    """The links of records and entries that are there, with what both are."""
    records = match_record.select("record_id", F.col("content_hash").alias("record_hash"))
    listed = entries.select("entry_id", F.col("content_hash").alias("entry_hash"), "list_version")
    return links.join(records, on="record_id", how="inner").join(listed, on="entry_id", how="inner")


def _decided(decisions: DataFrame) -> DataFrame:
    """The newest answer about each pair, as both were when it was given."""
    said = decisions.where(F.col("kind_code").isin(CLEARED, CONFIRMED) & F.col("approved_by_name").isNotNull())
    words = F.struct("kind_code", "proposed_by_name", "approved_by_name")
    newest = said.groupBy(*PAIR, *CONTENT).agg(F.max_by(words, F.struct("decided_at", "decision_id")).alias("said"))
    return newest.select(*PAIR, *CONTENT, "said.*")


def _columns(policy: RiskPolicy, business_date: datetime.date) -> tuple[str | Column, ...]:
    """Every column in the contract's order."""
    found = F.when(F.col("is_sure"), HIT).otherwise(REVIEW)
    outcome = F.when(F.col("kind_code") == CLEARED, CLEARED).when(F.col("kind_code") == CONFIRMED, HIT).otherwise(found)
    return (
        *PAIR,
        "party_id",
        "link_rule_code",
        outcome.alias("outcome_code"),
        *SCORED[:-1],
        *CONTENT,
        "list_version",
        F.coalesce("screened_date", F.lit(business_date)).alias("screened_date"),
        "proposed_by_name",
        "approved_by_name",
        F.lit(policy.name).alias("policy_version"),
    )
