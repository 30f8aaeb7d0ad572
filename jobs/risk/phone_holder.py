"""Whose telephone an entry names: an entry that is bound to a number ends when the number passes to somebody else."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.risk.subject import subject_token


def phone_holders(entries: DataFrame, before: DataFrame, phone_owner: DataFrame, key: str) -> DataFrame:
    """Entries known by a telephone alone, with ``holder_record_id`` and ``is_recycled``.

    The holder is the record whose number it was when the bank first saw the entry, the smallest of several. A number
    that nobody had then has none: who comes to it later is not the one who was listed.
    """
    bound = entries.where(_is_bound_to_phone()).select("entry_id", "phone_token")
    known = bound.join(_known_holders(before), on="entry_id", how="left")
    named = known.join(_owned(phone_owner, key), on="phone_token", how="left")
    owner = F.when(F.col("is_named") & ~F.col("is_recycled"), F.col("record_id"))
    has_passed = (F.col("record_id") == F.col("known_holder_id")) & F.col("is_recycled")
    return named.groupBy("entry_id").agg(
        F.when(F.max("is_known"), F.max("known_holder_id")).otherwise(F.min(owner)).alias("holder_record_id"),
        F.coalesce(F.bool_or(has_passed), F.lit(False)).alias("is_recycled"),
    )


def _is_bound_to_phone() -> Column:
    return F.col("phone_token").isNotNull() & F.col("id_token").isNull() & F.col("record_id").isNull()


def _known_holders(before: DataFrame) -> DataFrame:
    return before.select("entry_id", F.col("holder_record_id").alias("known_holder_id"), F.lit(True).alias("is_known"))


def _owned(phone_owner: DataFrame, key: str) -> DataFrame:
    token = subject_token("mobile_phone", F.col("mobile_phone"), key).alias("phone_token")
    return phone_owner.select("record_id", "is_named", "is_recycled", token)
