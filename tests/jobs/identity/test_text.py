from __future__ import annotations

import unicodedata

import pytest
from pyspark.sql import functions as F

from jobs.identity.text import half_width, person_name, plain_amount, without_blanks


@pytest.mark.fault("F31", "blanks, zero-width signs and marks of direction in a name", "silver has one spelling of it")
def test_blanks_leave_chinese_names_and_become_single_in_others(spark):
    sent = (
        " 张　三 ",
        "\u202e张\u200b三\u202c",
        "  Anna   Li ",
        "An\u200bna\u00a0\u2009Li\ufeff",
        "  ",
        "\u200b\u3000",
        None,
    )
    frame = spark.createDataFrame([(text,) for text in sent], "text string")
    assert [row[0] for row in frame.select(person_name(F.col("text"))).collect()] == [
        "张三", "张三", "Anna Li", "Anna Li", None, None, None,
    ]  # fmt: skip


def test_codes_become_what_unicode_holds_for_the_same_in_ascii(spark):
    wide = [chr(sign) for sign in range(0xFF01, 0xFF5F)] + ["\u3000"]
    frame = spark.createDataFrame([(sign,) for sign in wide], "text string")
    found = {row[0]: row[1] for row in frame.select("text", half_width(F.col("text"))).collect()}
    assert found == {sign: unicodedata.normalize("NFKC", sign) for sign in wide}


def test_no_sign_that_cannot_be_seen_stays_in_an_identifier(spark):
    unseen = [chr(sign) for sign in range(0x110000) if chr(sign).isspace() or unicodedata.bidirectional(chr(sign)) in
              ("RLE", "LRE", "RLO", "LRO", "PDF", "RLI", "LRI", "FSI", "PDI")]  # fmt: skip
    unseen += ["\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u2060", "\ufeff", "\u00ad"]
    # The separators of ASCII (FS to US) never pass bronze.
    kept = [sign for sign in unseen if sign not in "\x1c\x1d\x1e\x1f"]
    frame = spark.createDataFrame([(f"{sign}9{sign}1{sign}",) for sign in kept], "text string")
    assert {row[0] for row in frame.select(without_blanks(F.col("text"))).collect()} == {"91"}


def test_thousands_separators_go_and_bad_numbers_stay_visible(spark):
    frame = spark.createDataFrame([("1,234.50",), ("12,34",), ("N/A",), ("80.00",)], "text string")
    found = [row[0] for row in frame.select(plain_amount(F.col("text"))).collect()]
    assert found == ["1234.50", "12,34", "N/A", "80.00"]
