"""Whose telephone an entry names: an entry that is bound to a number ends when the number passes to somebody else."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.risk.subject import subject_token


def phone_holders(
    entries: DataFrame, before: DataFrame, party_record: DataFrame, xref: DataFrame, key: str
) -> DataFrame:
    """Entries known by a telephone alone, with ``holder_record_id`` and ``is_recycled``.

    The holder is the record that named the number when the bank first saw the entry, the smallest of several. The
    number is recycled once records name it and none of them is of the holder's party.
    """
    bound = entries.where(_is_bound_to_phone()).select("entry_id", "phone_token")
    known = bound.join(_known_holders(before), on="entry_id", how="left")
    parties = xref.select("record_id", "party_id")
    named = _naming(party_record, key).join(parties, on="record_id", how="left")
    holders = parties.select(F.col("record_id").alias("known_holder_id"), F.col("party_id").alias("holder_party_id"))
    beside = known.join(holders, on="known_holder_id", how="left").join(named, on="phone_token", how="left")
    is_holders = F.col("party_id") == F.col("holder_party_id")
    return beside.groupBy("entry_id").agg(
        F.coalesce(F.max("known_holder_id"), F.min("record_id")).alias("holder_record_id"),
        _is_recycled(F.col("known_holder_id"), F.col("record_id"), is_holders).alias("is_recycled"),
    )


def _is_bound_to_phone() -> Column:
    return F.col("phone_token").isNotNull() & F.col("id_token").isNull() & F.col("record_id").isNull()


def _is_recycled(holder: Column, record: Column, is_holders: Column) -> Column:
    has_other = F.max(record).isNotNull() & ~F.coalesce(F.bool_or(is_holders), F.lit(False))
    return F.coalesce(F.max(holder).isNotNull() & has_other, F.lit(False))


def _known_holders(before: DataFrame) -> DataFrame:
    return before.select("entry_id", F.col("holder_record_id").alias("known_holder_id"))


def _naming(party_record: DataFrame, key: str) -> DataFrame:
    named = party_record.where(F.col("mobile_phone").isNotNull())
    return named.select("record_id", subject_token("mobile_phone", F.col("mobile_phone"), key).alias("phone_token"))
