"""Parties whose name is like a listed one: what changed is compared, the rest is carried from the day before.

What a full comparison gives is the same: a pair depends on the record, on the list and on the policy alone. A list of
a new version is compared with every record, and a pair that another link stood for, every day.
"""

from __future__ import annotations

import datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.risk.policy import RiskPolicy
from jobs.risk.screening.agreement import birth_agreement, explanation, name_agreement, place_agreement, weight
from jobs.risk.screening.candidates import alike_sounds, listed_names

# How the lists call the country that a record is known to belong to, in lower case.
CHINA, CZECHIA = "china|hong kong|macau|macao|taiwan", "czech"
SCORED = (
    "listed_name_text",
    "name_agreement_code",
    "birth_agreement_code",
    "place_agreement_code",
    "match_weight",
    "explanation_text",
    "screened_date",
)
PAIR = ("record_id", "entry_id")
DECIMALS = 6


def name_hits(
    match_record: DataFrame,
    entries: DataFrame,
    listed_name: DataFrame,
    before: DataFrame,
    policy: RiskPolicy,
    business_date: datetime.date,
) -> DataFrame:
    """Pairs of a record and an entry in force whose agreement weighs enough to be looked at, with what was compared.

    ``listed_name`` are the names of lists that were read already, ``before`` are the rows of ``silver.list_screening``
    of the newest earlier day, with their ``business_date``.
    """
    last = before.where(F.col("policy_version") == policy.name)
    since = F.broadcast(last.agg(F.max("business_date").alias("since_date")))
    listed = _named_alone(entries).crossJoin(since).withColumn("is_new", _is_since("list_changed_date"))
    is_any_new = F.broadcast(listed.agg(F.coalesce(F.bool_or("is_new"), F.lit(False)).alias("is_any_new")))
    records = _records(match_record).crossJoin(since).withColumn("is_fresh", _is_since("changed_date"))
    hidden = F.broadcast(_hidden(last, listed))
    beside = records.join(hidden.select("record_id", "is_hidden").distinct(), on="record_id", how="left")
    asked = beside.crossJoin(is_any_new).where(F.col("is_fresh") | F.col("is_any_new") | F.col("is_hidden"))
    names = listed_names(listed, listed_name)
    compared = _compared(asked.drop("is_hidden"), listed, hidden, names, policy, business_date)
    return compared.unionByName(_carried(last, records, listed))


def _named_alone(entries: DataFrame) -> DataFrame:
    """Entries that name nobody by a number or a record; vessels and aircraft are no parties."""
    is_named_alone = F.col("record_id").isNull() & F.col("id_token").isNull()
    is_party = F.col("subject_type_code").isin("PERSON", "ORGANISATION")
    return entries.where(F.col("is_in_force") & is_named_alone & is_party)


def _is_since(changed: str) -> Column:
    return F.col("since_date").isNull() | (F.col(changed) > F.col("since_date"))


def _records(match_record: DataFrame) -> DataFrame:
    is_chinese = F.col("id_number").isNotNull() | F.col("division_code").isNotNull()
    is_czech = F.col("source_system_code") == "czech_bank"
    return match_record.select(
        "record_id",
        "party_type_code",
        "name_key",
        "name_sound",
        "birth_date",
        F.when(is_chinese, CHINA).when(is_czech, CZECHIA).alias("country_pattern"),
        F.col("content_hash").alias("record_hash"),
        "changed_date",
    )


def _hidden(last: DataFrame, listed: DataFrame) -> DataFrame:
    """The pairs that were stored under a stronger link: how their names agree was not kept, and is asked every day."""
    others = last.where(F.col("link_rule_code") != "NAME").select(*PAIR, F.lit(True).alias("is_hidden"))
    return others.join(F.broadcast(listed.select("entry_id")), on="entry_id", how="left_semi")


def _compared(
    records: DataFrame,
    listed: DataFrame,
    hidden: DataFrame,
    names: DataFrame,
    policy: RiskPolicy,
    business_date: datetime.date,
) -> DataFrame:
    """The weightiest pair of names for each record and entry of which one is new, or that were hidden."""
    alike = alike_sounds(records.select("name_sound"), names.select("listed_sound"))
    facts = listed.select("entry_id", "is_new", "countries_text", "birth_year_number", _listed_birth())
    named = F.broadcast(alike.join(names, on="listed_sound", how="inner").join(facts, on="entry_id", how="inner"))
    pairs = records.join(named, on="name_sound", how="inner").join(hidden, on=[*PAIR], how="left")
    is_of_one_kind = F.col("party_type_code") == F.col("subject_type_code")
    is_asked = (F.col("is_fresh") | F.col("is_new") | F.col("is_hidden")) & is_of_one_kind
    scored = _scored(pairs.where(is_asked), policy).where(F.col("match_weight") >= policy.screening.review)
    best = scored.groupBy(*PAIR).agg(F.max_by(F.struct(*SCORED[:-1]), _rank()).alias("best"))
    return best.select(*PAIR, "best.*", F.lit(business_date).alias("screened_date"))


def _scored(pairs: DataFrame, policy: RiskPolicy) -> DataFrame:
    born = birth_agreement(F.col("birth_date"), F.col("listed_birth_date"), F.col("birth_year_number"))
    agreed = pairs.withColumns(
        {
            "name_agreement_code": name_agreement(F.col("sound_code"), F.col("name_key"), F.col("listed_key")),
            "birth_agreement_code": born,
            "place_agreement_code": place_agreement(F.col("country_pattern"), F.col("countries_text")),
        }
    )
    bits = F.round(weight(policy.screening, F.col("listed_sound"), F.col("is_weak")), DECIMALS)
    return agreed.withColumn("match_weight", bits).withColumn("explanation_text", explanation())


def _rank() -> Column:
    """The weightiest; of several the first in the order of the alphabet, so that the order of rows never matters."""
    return F.struct("match_weight", F.col("is_weak").cast("int") * -1, F.reverse("listed_name_text"))


def _listed_birth() -> Column:
    return F.col("birth_date").alias("listed_birth_date")


def _carried(last: DataFrame, records: DataFrame, listed: DataFrame) -> DataFrame:
    """The pairs of the newest earlier day of which neither side changed."""
    stale_records = records.where(~F.col("is_fresh")).select("record_id")
    stale_entries = listed.where(~F.col("is_new")).select("entry_id")
    known = last.where(F.col("link_rule_code") == "NAME").select(*PAIR, *SCORED)
    return known.join(stale_records, on="record_id", how="left_semi").join(
        F.broadcast(stale_entries), on="entry_id", how="left_semi"
    )
