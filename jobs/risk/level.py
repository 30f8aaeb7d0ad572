"""The risk level of a party: the one function that every product asks, by the policy alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.risk.entry_facts import of_reason
from jobs.risk.policy import RiskPolicy, ScoreSignal, Signal

LISTS = ("BLACK", "GREY", "WHITE")
OWN_GREY = "active_own_grey_entry_count"
COUNTS = ("active_black_entry_count", "active_grey_entry_count", OWN_GREY, "active_white_entry_count")
BETWEEN_REASONS = "; "


def risk_levels(parties: DataFrame, risk_list: DataFrame, signals: DataFrame, policy: RiskPolicy) -> DataFrame:
    """One row for each ``party_id`` of ``parties``: the highest level that anything active gives it, and what does.

    ``risk_list`` are rows of ``gold.risk_list``; ``signals`` have ``party_id``, ``days_past_due`` and the ``zone_code``
    of the credit score, null where there is none. Of two reasons of one level an entry drives before a signal, and the
    smaller id or code before the greater.
    """
    active = risk_list.where(F.col("is_active"))
    driven = _driven(_entry_grounds(active, policy), *_signal_grounds(signals, policy))
    counted = parties.select("party_id").join(driven, on="party_id", how="left")
    level = F.greatest(F.coalesce("driven_level", F.lit(policy.base_level)), F.lit(policy.base_level))
    return counted.join(_counts(active, policy), on="party_id", how="left").select(
        "party_id",
        level.cast("int").alias("risk_level"),
        "driving_entry_id",
        "driving_reason_code",
        "reasons_text",
        *(F.coalesce(name, F.lit(0)).alias(name) for name in COUNTS),
        F.coalesce("has_open_appeal", F.lit(False)).alias("has_open_appeal"),
        F.lit(policy.name).alias("policy_version"),
    )


def _driven(*grounds: DataFrame) -> DataFrame:
    """The strongest ground of each party, and all of them in words."""
    strongest = F.struct(-F.col("ground_level"), F.col("entry_id").isNull(), "entry_id", "reason_code")
    ordered = F.array_sort(F.collect_set(F.struct(-F.col("ground_level"), "reason_code")))
    return (
        reduce(DataFrame.unionByName, grounds)
        .groupBy("party_id")
        .agg(
            F.max("ground_level").alias("driven_level"),
            F.min_by("entry_id", strongest).alias("driving_entry_id"),
            F.min_by("reason_code", strongest).alias("driving_reason_code"),
            F.array_join(F.transform(ordered, lambda one: one["reason_code"]), BETWEEN_REASONS).alias("reasons_text"),
        )
    )


def _entry_grounds(active: DataFrame, policy: RiskPolicy) -> DataFrame:
    """What stands against a party; a white entry stands for it and gives no level."""
    against = active.where(F.col("list_type_code") != "WHITE")
    return against.select("party_id", "entry_id", "reason_code", of_reason(policy, "level").alias("ground_level"))


def _signal_grounds(signals: DataFrame, policy: RiskPolicy) -> tuple[DataFrame, DataFrame]:
    """The strongest step of days past due that a party has reached, and what the zone of its score gives."""
    steps = sorted(policy.signals, key=lambda one: one.days_past_due, reverse=True)
    return (
        _first_signal(signals, [(F.col("days_past_due") >= one.days_past_due, one) for one in steps]),
        _first_signal(signals, [(F.col("zone_code") == one.zone, one) for one in policy.scores]),
    )


def _first_signal(signals: DataFrame, holds: Sequence[tuple[Column, Signal | ScoreSignal]]) -> DataFrame:
    code = _first([(condition, F.lit(one.code)) for condition, one in holds])
    level = _first([(condition, F.lit(one.level)) for condition, one in holds])
    none = F.lit(None).cast("string").alias("entry_id")
    found = signals.select("party_id", none, code.alias("reason_code"), level.alias("ground_level"))
    return found.where(F.col("reason_code").isNotNull())


def _first(cases: list[tuple[Column, Column]]) -> Column:
    (condition, value), *others = cases
    return reduce(lambda chosen, case: chosen.when(*case), others, F.when(condition, value))


def _counts(active: DataFrame, policy: RiskPolicy) -> DataFrame:
    counted = {_count(one): F.col("list_type_code") == one for one in LISTS}
    counted[OWN_GREY] = (F.col("list_type_code") == "GREY") & ~of_reason(policy, "purchased")
    counts = (F.count_if(condition).cast("int").alias(name) for name, condition in counted.items())
    is_open = F.bool_or(F.coalesce(F.col("appeal_state_code") == "OPEN", F.lit(False)))
    return active.groupBy("party_id").agg(*counts, is_open.alias("has_open_appeal"))


def _count(list_type_code: str) -> str:
    return f"active_{list_type_code.lower()}_entry_count"
