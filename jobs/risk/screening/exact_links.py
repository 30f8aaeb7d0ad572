"""Parties that an entry names exactly: by the record it comes from, by an identity number, or by a telephone."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.identity.name_key import name_key, name_sound
from jobs.risk.subject import subject_token

# The strongest first: of several links of a record to an entry the strongest counts.
RULES = ("RECORD", "ID_NUMBER", "PHONE", "NAME")


def exact_links(match_record: DataFrame, party_xref: DataFrame, entries: DataFrame, key: str) -> DataFrame:
    """``record_id``, ``entry_id``, ``link_rule_code`` and ``is_sure`` of every exact link."""
    own = entries.where(F.col("record_id").isNotNull())
    by_record = own.select(
        "record_id", "entry_id", F.lit("RECORD").alias("link_rule_code"), F.lit(True).alias("is_sure")
    )
    return by_record.unionByName(_by_number(match_record, entries, key)).unionByName(
        _by_phone(match_record, party_xref, entries, key)
    )


def _by_number(match_record: DataFrame, entries: DataFrame, key: str) -> DataFrame:
    numbered = entries.where(F.col("id_token").isNotNull()).select("entry_id", "id_token")
    known = match_record.where(F.col("id_number").isNotNull())
    tokens = known.select("record_id", subject_token("id_number", F.col("id_number"), key).alias("id_token"))
    found = tokens.join(numbered, on="id_token", how="inner")
    return found.select(
        "record_id", "entry_id", F.lit("ID_NUMBER").alias("link_rule_code"), F.lit(True).alias("is_sure")
    )


def _by_phone(match_record: DataFrame, party_xref: DataFrame, entries: DataFrame, key: str) -> DataFrame:
    """A telephone wanders: it is sure only of the party that had it when the entry was first seen, or of the same name.

    Where an identity number is told, that one decides.
    """
    phoned = entries.where(F.col("phone_token").isNotNull() & F.col("id_token").isNull()).select(
        "entry_id", "phone_token", "holder_record_id", _sound("subject_name").alias("listed_sound")
    )
    parties = party_xref.select("record_id", "party_id")
    holders = parties.select(F.col("record_id").alias("holder_record_id"), F.col("party_id").alias("holder_party_id"))
    known = phoned.join(holders, on="holder_record_id", how="left")
    tokens = match_record.where(F.col("mobile_phone").isNotNull()).select(
        "record_id", "name_sound", subject_token("mobile_phone", F.col("mobile_phone"), key).alias("phone_token")
    )
    found = tokens.join(F.broadcast(known), on="phone_token", how="inner").join(parties, on="record_id", how="left")
    is_sure = _is_true(F.col("party_id") == F.col("holder_party_id")) | _is_true(
        F.col("name_sound") == F.col("listed_sound")
    )
    return found.select("record_id", "entry_id", F.lit("PHONE").alias("link_rule_code"), is_sure.alias("is_sure"))


def _sound(name: str) -> Column:
    return name_sound(name_key(F.col(name)))


def _is_true(condition: Column) -> Column:
    return F.coalesce(condition, F.lit(False))
