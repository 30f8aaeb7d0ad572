"""silver.absent_record: who was there and is not told today, and who that was."""

from __future__ import annotations

import datetime

import pytest
from pyspark.sql import functions as F

from jobs.silver.absent_record import build
from tests.jobs.frames import column_names, frame_of, rows_of

SUNDAY, MONDAY, TUESDAY = (datetime.date(2026, 5, 31) + datetime.timedelta(days=number) for number in range(3))
WHO = {"id_number": "11010519491231002X", "name_key": "张三", "birth_date": datetime.date(1949, 12, 31)}


@pytest.fixture
def absent(spark):
    """What is absent on a day, by the parties of its records, and the day before, and by what was absent then."""

    def built(today, before, earlier=(), day=MONDAY):
        xref = [{"record_id": name, "party_id": now, "earlier_party_id": then} for name, now, then in today]
        seen = [{"record_id": name, "first_seen_date": SUNDAY, **WHO} for name in before]
        parties = [{"record_id": name, "party_id": party} for name, party in before.items()]
        frames = [
            frame_of(spark, table, *rows).withColumn("business_date", F.lit(one))
            for table, rows, one in (
                ("silver.absent_record", earlier, MONDAY),
                ("silver.match_record", seen, day),
                ("silver.party_xref", parties, day),
            )
        ]
        return build(frame_of(spark, "silver.party_xref", *xref), *frames)

    return built


def test_a_record_that_was_there_the_day_before_is_absent_as_it_was(absent):
    found = absent([("a", "P1", "P1"), ("new", "P3", None)], {"a": "P1", "b": "P2"})
    assert found.columns == column_names("silver.absent_record")
    assert rows_of(found, *found.columns) == [("b", "P2", *WHO.values(), SUNDAY, MONDAY)]


def test_an_absent_record_stays_so_until_it_is_back(absent):
    gone = {"party_id": "P2", "first_seen_date": SUNDAY, "last_seen_date": SUNDAY}
    earlier = [{"record_id": name, **gone} for name in ("b", "c")]
    found = absent([("a", "P1", "P1"), ("c", "P2", "P2")], {"a": "P1"}, earlier)
    assert rows_of(found, "record_id", "last_seen_date") == [("b", SUNDAY)]


def test_a_record_that_was_back_in_between_is_absent_as_it_was_last(absent):
    """On the day on which it was back no other was absent, so the newest absent rows are of the day before that."""
    earlier = [{"record_id": "b", "party_id": "P2", "first_seen_date": SUNDAY, "last_seen_date": SUNDAY}]
    found = absent([("a", "P1", "P1")], {"a": "P1", "b": "P5"}, earlier, TUESDAY)
    assert rows_of(found, "record_id", "party_id", "last_seen_date") == [("b", "P5", TUESDAY)]


def test_an_absent_record_goes_with_its_party_into_another_one(absent):
    """Most records of P1 are in P2 today, and none has its id any more; P3 has only lent one."""
    today = [("b", "P2", "P1"), ("c", "P2", "P1"), ("d", "P9", "P1"), ("e", "P3", "P3"), ("f", "P2", "P3")]
    before = {"a": "P1", "b": "P1", "c": "P1", "d": "P1", "e": "P3", "f": "P3", "g": "P3"}
    assert rows_of(absent(today, before), "record_id", "party_id") == [("a", "P2"), ("g", "P3")]
