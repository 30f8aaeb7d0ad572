from __future__ import annotations

import hashlib
import hmac

import pytest
from pyspark.sql import functions as F

from jobs.identity.token import keyed_token, token_of, tokens_of

TEXTS = ["11010519491231002X", "张三", "", "x" * 200]


KEYS = ["k", "a" * 64, "b" * 65, "钥匙"]


def by_the_standard_library(key: str) -> list[str]:
    return [hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest() for text in TEXTS]


@pytest.mark.parametrize("key", KEYS)
def test_the_token_of_a_column_is_the_hmac_of_the_standard_library(spark, key):
    frame = spark.createDataFrame([(text,) for text in TEXTS], "text string")
    found = {row[0]: row[1] for row in frame.select("text", keyed_token(F.col("text"), key)).collect()}
    assert found == dict(zip(TEXTS, by_the_standard_library(key), strict=True))


@pytest.mark.parametrize("key", KEYS)
def test_the_tokens_of_texts_are_the_hmac_of_the_standard_library(key):
    assert tokens_of(TEXTS, key) == by_the_standard_library(key)


def test_nothing_has_no_token(spark):
    frame = spark.createDataFrame([(None,)], "text string")
    assert frame.select(keyed_token(F.col("text"), "k")).first()[0] is None


def test_the_token_of_a_single_text_is_the_token_of_a_column(spark):
    frame = spark.createDataFrame([(text,) for text in TEXTS], "text string")
    found = {row[0]: row[1] for row in frame.select("text", keyed_token(F.col("text"), "钥匙")).collect()}
    assert found == {text: token_of(text, "钥匙") for text in TEXTS}
