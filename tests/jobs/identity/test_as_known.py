from __future__ import annotations

import datetime

from jobs.identity.as_known import as_known
from tests.jobs.frames import rows_of

SCHEMA = "record_id string, party_id string, valid_from_date date, valid_to_date date"


def _day(number):
    return None if number is None else datetime.date(2026, 6, number)


def _known(spark, history, day, known_on):
    rows = [(record, party, _day(start), _day(end)) for record, party, start, end in history]
    found = as_known(spark.createDataFrame(rows, SCHEMA), _day(day), _day(known_on))
    return dict(rows_of(found, "record_id", "party_id"))


# Two records of one person, found to be one on the tenth.
LATE_MERGE = [("a", "P1", 1, None), ("b", "P2", 1, 10), ("b", "P1", 10, None)]
# Two records taken for one person, found to be two on the tenth.
LATE_SPLIT = [("a", "P1", 1, None), ("b", "P1", 1, 10), ("b", "P2", 10, None)]


def test_before_a_merge_is_found_its_records_are_two_parties(spark):
    assert _known(spark, LATE_MERGE, day=5, known_on=7) == {"a": "P1", "b": "P2"}


def test_a_late_merge_says_who_the_records_were_before(spark):
    assert _known(spark, LATE_MERGE, day=5, known_on=10) == {"a": "P1", "b": "P1"}


def test_a_late_split_says_who_the_record_was_before(spark):
    assert _known(spark, LATE_SPLIT, day=5, known_on=9) == {"a": "P1", "b": "P1"}
    assert _known(spark, LATE_SPLIT, day=5, known_on=10) == {"a": "P1", "b": "P2"}


def test_a_training_set_of_a_day_learns_nothing_that_came_later(spark):
    assert _known(spark, LATE_MERGE, day=9, known_on=9) == {"a": "P1", "b": "P2"}


def test_only_records_that_existed_on_the_day_are_told(spark):
    history = [("a", "P1", 1, 4), ("b", "P2", 6, None), ("c", "P3", 3, 5), ("c", "P3", 8, None)]
    assert _known(spark, history, day=3, known_on=9) == {"a": "P1", "c": "P3"}
    assert _known(spark, history, day=6, known_on=9) == {"b": "P2"}


def test_a_record_that_is_gone_went_where_its_party_went(spark):
    """Record c ended while it was in P3; P3 went into P2 on the eighth, and P2 into P1 on the tenth."""
    history = [
        ("a", "P1", 1, None),
        *[("b", "P3", 1, 8), ("b", "P2", 8, 10), ("b", "P1", 10, None)],
        ("c", "P3", 1, 6),
    ]
    assert _known(spark, history, day=5, known_on=7)["c"] == "P3"
    assert _known(spark, history, day=5, known_on=9)["c"] == "P2"
    assert _known(spark, history, day=5, known_on=10)["c"] == "P1"


def test_a_record_that_is_gone_stays_in_a_party_that_stands_although_another_left_it(spark):
    history = [("a", "P1", 1, None), ("b", "P1", 1, 8), ("b", "P2", 8, None), ("c", "P1", 1, 6)]
    assert _known(spark, history, day=5, known_on=9)["c"] == "P1"


def test_a_day_that_is_still_to_come_is_answered_by_what_is_thought_now(spark):
    assert _known(spark, LATE_MERGE, day=12, known_on=7) == {"a": "P1", "b": "P2"}
