"""The parts of a weight as bars, and tokens that are the same wherever they are made."""

from __future__ import annotations

from jobs.identity.token import keyed_token
from jobs.reviews.evidence import LONGEST_BAR, NAME_WIDTH, bars
from jobs.reviews.tokens import record_token

# Two blanks, the name, and seven places for the number between blanks.
BARS_BEGIN = 2 + NAME_WIDTH + 1 + 7 + 1


def test_each_bar_begins_where_the_one_before_it_ended() -> None:
    told = bars({"prior": -4.0, "name": 6.0, "birth date": -1.0})
    assert [line[BARS_BEGIN:] for line in told] == ["----", "++++++", "     -"]
    assert ["-4.00" in told[0], "+6.00" in told[1]] == [True, True]


def test_bars_of_any_length_fit_the_line_and_none_vanishes() -> None:
    told = bars({"prior": -30.0, "name": 100.0, "gender": 0.01})
    assert max(len(line[BARS_BEGIN:].strip()) for line in told) <= LONGEST_BAR
    assert all(line[BARS_BEGIN:].strip() for line in told)
    assert bars({}) == []


def test_a_record_has_the_same_token_in_the_list_and_in_the_table(spark) -> None:
    from pyspark.sql import functions as F

    record = "core_bank:1"
    made = spark.range(1).select(F.substring(keyed_token(F.lit(f"review:record:{record}"), "k"), 1, 16)).collect()
    assert made[0][0] == record_token(record, "k")
