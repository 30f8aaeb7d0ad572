from __future__ import annotations

import datetime

from jobs.silver.party_event import build
from tests.jobs.frames import column_names, frame_of, rows_of

MONDAY, TUESDAY, WEDNESDAY = (datetime.date(2026, 6, day) for day in (1, 2, 3))
EARLIER = "party_id string, event_code string, other_party_id string, record_count bigint, business_date date"


def _events(spark, *parties, earlier=()):
    """What the parties of records today and before make; each is (party, earlier party)."""
    rows = [
        {"record_id": f"r{number}", "party_id": party, "earlier_party_id": before}
        for number, (party, before) in enumerate(parties)
    ]
    built = build(frame_of(spark, "silver.party_xref", *rows), spark.createDataFrame(list(earlier), EARLIER))
    assert built.columns == column_names("silver.party_event")
    return rows_of(built, *built.columns)


def test_a_party_of_new_records_is_created(spark):
    assert _events(spark, ("P1", None), ("P1", None)) == [("P1", "CREATED", "", 2)]


def test_nothing_happens_to_a_party_that_stays_or_gains_a_new_record(spark):
    assert _events(spark, ("P1", "P1"), ("P1", None)) == []


def test_a_merged_party_says_into_which_it_went(spark):
    assert _events(spark, ("P1", "P1"), ("P1", "P2"), ("P1", "P2")) == [("P2", "MERGED", "P1", 2)]


def test_a_party_that_was_split_off_says_from_which_it_came(spark):
    assert _events(spark, ("P1", "P1"), ("P9", "P1"), ("P9", None)) == [("P9", "SPLIT", "P1", 1)]


def test_records_that_move_between_two_standing_parties_are_a_split(spark):
    assert _events(spark, ("P1", "P1"), ("P2", "P2"), ("P2", "P1")) == [("P2", "SPLIT", "P1", 1)]


def test_a_party_that_falls_apart_while_its_id_is_given_up_tells_both(spark):
    found = _events(spark, ("P1", "P1"), ("P1", "P2"), ("P9", "P2"))
    assert found == [("P2", "MERGED", "P1", 1), ("P9", "SPLIT", "P2", 1)]


def test_a_party_without_any_record_left_has_ended_and_says_so_once(spark):
    created = [("P1", "CREATED", "", 1, MONDAY), ("P2", "CREATED", "", 1, MONDAY)]
    assert _events(spark, ("P1", "P1"), earlier=created) == [("P2", "ENDED", "", 0)]
    assert _events(spark, ("P1", "P1"), earlier=[*created, ("P2", "ENDED", "", 0, TUESDAY)]) == []


def test_a_party_that_merged_before_does_not_end_and_one_that_came_back_does(spark):
    merged = [("P2", "CREATED", "", 1, MONDAY), ("P2", "MERGED", "P1", 1, TUESDAY)]
    assert _events(spark, ("P1", "P1"), earlier=merged) == []
    assert _events(spark, ("P1", "P1"), earlier=[*merged, ("P2", "SPLIT", "P1", 1, WEDNESDAY)]) == [
        ("P2", "ENDED", "", 0)
    ]


def test_a_party_that_had_ended_and_is_back_says_so_once_and_may_end_again(spark):
    ended = [("P1", "CREATED", "", 1, MONDAY), ("P1", "ENDED", "", 0, TUESDAY)]
    assert _events(spark, ("P1", "P1"), ("P1", None), earlier=ended) == [("P1", "RETURNED", "", 1)]
    back = [*ended, ("P1", "RETURNED", "", 1, WEDNESDAY)]
    assert _events(spark, ("P1", "P1"), earlier=back) == []
    assert _events(spark, ("P2", "P2"), earlier=back) == [("P1", "ENDED", "", 0)]


def test_an_old_party_that_is_back_takes_in_the_one_that_stood_for_it_meanwhile(spark):
    ended = [("P1", "CREATED", "", 1, MONDAY), ("P1", "ENDED", "", 0, TUESDAY), ("P2", "CREATED", "", 1, TUESDAY)]
    found = _events(spark, ("P1", "P1"), ("P1", "P2"), earlier=ended)
    assert found == [("P1", "RETURNED", "", 1), ("P2", "MERGED", "P1", 1)]
