from __future__ import annotations

from pyspark.sql import functions as F

from jobs.identity.telephone import normalised_mobile, valid_mobile

NUMBERS = {
    "13800138000": "13800138000",
    "16612345678": "16612345678",
    "19212345678": "19212345678",
    "+86-138 0013 8000": "13800138000",
    "0086 13800138000": "13800138000",
    "８６１３８００１３８０００": "13800138000",
    "138\u00a00013\u30008000\u2028": "13800138000",
    "\u202a+86 13800138000\u202c": "13800138000",
    "\u202d138\u200b00138000\u202e\n": "13800138000",
    "12345678901": None,
    "1380013800": None,
    "138001380000": None,
    "010-12345678": None,
}


def test_a_mobile_number_has_one_spelling_or_none(spark):
    frame = spark.createDataFrame([(text,) for text in NUMBERS], "text string")
    found = frame.select("text", valid_mobile(F.col("text"))).collect()
    assert {row[0]: row[1] for row in found} == NUMBERS


def test_the_country_code_goes_only_before_a_mobile_number(spark):
    frame = spark.createDataFrame([("86123456",)], "text string")
    assert frame.select(normalised_mobile(F.col("text"))).first()[0] == "86123456"
