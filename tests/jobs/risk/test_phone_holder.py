"""Whose telephone an entry names: whoever had it when the entry was first seen, and nobody who comes to it later."""

from __future__ import annotations

from pyspark.sql import SparkSession

from jobs.risk.phone_holder import phone_holders
from jobs.risk.subject import subject_token_of

KEY, PHONE = "a key of the tests", "13800138000"
ENTRIES = "entry_id STRING, phone_token STRING, id_token STRING, record_id STRING"
BEFORE, OWNERS = (
    "entry_id STRING, holder_record_id STRING",
    ("record_id STRING, mobile_phone STRING, is_named BOOLEAN, is_recycled BOOLEAN"),
)


def holder(spark: SparkSession, *before: tuple[str, str | None]) -> str | None:
    entries = spark.createDataFrame([("E1", subject_token_of("mobile_phone", PHONE, KEY), None, None)], ENTRIES)
    owners = spark.createDataFrame([("core_bank:C1", PHONE, True, False)], OWNERS)
    found = phone_holders(entries, spark.createDataFrame(list(before), BEFORE), owners, KEY)
    return found.first().holder_record_id


def test_an_entry_that_is_new_is_about_whoever_has_the_number(spark: SparkSession) -> None:
    assert holder(spark) == "core_bank:C1"


def test_a_number_that_nobody_had_when_the_entry_was_first_seen_stays_without_a_holder(spark: SparkSession) -> None:
    assert holder(spark, ("E1", None)) is None


def test_the_first_holder_stays_the_holder(spark: SparkSession) -> None:
    assert holder(spark, ("E1", "core_bank:C9")) == "core_bank:C9"
