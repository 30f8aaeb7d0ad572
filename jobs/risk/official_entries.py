"""Parties of the sanctions lists, with all their names, as facts of the risk list."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.risk.entry_facts import BETWEEN_NAMES, declared_facts, facts_of
from jobs.risk.policy import RiskPolicy

SANCTION = "SANCTION"


def official_entries(sanction_entry: DataFrame, sanction_alias: DataFrame, policy: RiskPolicy) -> DataFrame:
    """One entry for each listed party; it counts as long as it stands on its list."""
    named = sanction_entry.join(_names(sanction_alias), on="sanction_entry_id", how="left")
    told = {
        "source_code": F.col("list_code"),
        "subject_type_code": F.col("party_type_code"),
        "subject_name": F.col("full_name"),
        "aliases_text": F.col("aliases_text"),
        "weak_aliases_text": F.col("weak_aliases_text"),
        "birth_date": F.col("birth_date"),
        "birth_year_number": F.col("birth_year_number"),
        "countries_text": F.col("countries_text"),
        "valid_from_date": F.col("listed_date"),
    }
    return facts_of(named, declared_facts(policy, SANCTION, F.col("sanction_entry_id")) | told)


def _names(sanction_alias: DataFrame) -> DataFrame:
    """The other names of each party in one order, those that their list calls weak apart."""
    is_weak = F.col("has_low_quality")
    return sanction_alias.groupBy("sanction_entry_id").agg(
        _joined(F.when(~is_weak, F.col("alias_name"))).alias("aliases_text"),
        _joined(F.when(is_weak, F.col("alias_name"))).alias("weak_aliases_text"),
    )


def _joined(name: Column) -> Column:
    names = F.array_sort(F.collect_set(name))
    return F.when(F.size(names) > 0, F.array_join(names, BETWEEN_NAMES))
