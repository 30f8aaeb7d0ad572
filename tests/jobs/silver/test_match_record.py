"""What is compared of a record, and since when it is what it is."""

from __future__ import annotations

import datetime

from pyspark.sql import functions as F

from jobs.silver.match_record import build
from tests.jobs.frames import column_names, frame_of, rows_of

MONDAY, TUESDAY = datetime.date(2026, 6, 1), datetime.date(2026, 6, 2)
NUMBER = "11010519491231002X"
EARLIER = "record_id string, content_hash string, changed_date date, first_seen_date date, business_date date"


def built(spark, *rows, earlier=(), absent=(), passed=(), day=TUESDAY):
    common = {"source_system_code": "core_bank", "source_record_id": "1", "party_type_code": "PERSON"}
    records = frame_of(spark, "silver.party_record", *({**common, **row} for row in rows))
    owners = frame_of(spark, "silver.phone_owner", *passed).withColumn("business_date", F.lit(MONDAY))
    gone = frame_of(spark, "silver.absent_record", *absent).withColumn("business_date", F.lit(MONDAY))
    return build(records, spark.createDataFrame(list(earlier), EARLIER), gone, owners, day)


def as_earlier(frame, day):
    names = ("record_id", "content_hash", "changed_date", "first_seen_date")
    return [(*row, day) for row in rows_of(frame, *names)]


def test_a_record_is_told_in_one_spelling(spark):
    row = {
        "record_id": "core_bank:1", "full_name": "張 曉明", "id_number": NUMBER, "mobile_phone": "13912340001",
        "birth_date": datetime.date(1949, 12, 31), "gender_code": "2", "division_code": "330106",
        "address_text": "杭州市西湖区北山街道文一路12号5-2-301",
    }  # fmt: skip
    names = ("name_key", "name_sound", "id_number", "birth_date", "gender_code", "mobile_phone", "address_key")
    assert built(spark, row).columns == list(column_names("silver.match_record"))
    assert rows_of(built(spark, row), *names) == [
        ("张晓明", "xiaoming zhang", NUMBER, row["birth_date"], "2", "13912340001", "文1路12-5-2-301")
    ]


def test_what_is_typed_where_nothing_is_known_is_not_compared(spark):
    row = {
        "record_id": "core_bank:1", "full_name": "未知", "mobile_phone": "13800138000", "gender_code": "9",
        "birth_date": datetime.date(1900, 1, 1), "address_text": "无",
    }  # fmt: skip
    later = {"record_id": "core_bank:2", "birth_date": datetime.date(2026, 6, 3), "mobile_phone": "13999999999"}
    names = ("name_key", "name_sound", "birth_date", "gender_code", "mobile_phone", "address_key")
    assert rows_of(built(spark, row, later), *names) == [(None,) * len(names)] * 2


def test_a_birth_that_is_not_written_is_taken_from_the_identity_number(spark):
    row = {"record_id": "core_bank:1", "id_number": NUMBER}
    assert rows_of(built(spark, row), "birth_date") == [(datetime.date(1949, 12, 31),)]


def test_a_placeholder_birth_that_the_identity_number_tells_is_one(spark):
    born = datetime.date(1970, 1, 1)
    row = {"record_id": "core_bank:1", "birth_date": born, "id_number": "110101197001010015"}
    assert rows_of(built(spark, row), "birth_date") == [(born,)]


def test_a_record_is_changed_on_the_day_on_which_what_is_compared_changes(spark):
    same, moved = {"record_id": "b:1", "full_name": "张三"}, {"record_id": "b:2", "full_name": "李四"}
    before = as_earlier(built(spark, same, moved, day=MONDAY), MONDAY)
    spelt_otherwise = {**same, "full_name": "張三"}
    today = built(spark, spelt_otherwise, {**moved, "full_name": "李五"}, {"record_id": "b:3"}, earlier=before)
    assert rows_of(today, "record_id", "changed_date", "first_seen_date") == [
        ("b:1", MONDAY, MONDAY),
        ("b:2", TUESDAY, MONDAY),
        ("b:3", TUESDAY, TUESDAY),
    ]


def test_a_record_that_was_absent_is_there_since_it_was_first_seen_and_is_compared_anew(spark):
    new, back = {"record_id": "b:1"}, {"record_id": "b:2"}
    gone = {**back, "first_seen_date": datetime.date(2019, 1, 1), "last_seen_date": datetime.date(2026, 5, 31)}
    found = rows_of(built(spark, new, back, absent=[gone]), "record_id", "changed_date", "first_seen_date")
    assert found == [("b:1", TUESDAY, TUESDAY), ("b:2", TUESDAY, datetime.date(2019, 1, 1))]


def test_the_same_day_twice_says_the_same(spark):
    rows = [{"record_id": "b:1", "full_name": "张三"}, {"record_id": "b:2"}]
    assert rows_of(built(spark, *rows), "record_id", "content_hash") == rows_of(
        built(spark, *reversed(rows)), "record_id", "content_hash"
    )


def test_a_number_that_had_passed_on_the_day_before_is_compared_no_more_and_the_record_is_changed(spark):
    phone, written = "13912340001", datetime.date(2026, 3, 1)
    stale = {"record_id": "b:1", "mobile_phone": phone, "as_of_date": written}
    holder = {"record_id": "b:2", "mobile_phone": phone, "as_of_date": datetime.date(2026, 5, 1)}
    before = as_earlier(built(spark, stale, holder, day=MONDAY), MONDAY)
    owners = [
        {
            "record_id": row["record_id"],
            "mobile_phone": phone,
            "confirmed_date": row["as_of_date"],
            "is_recycled": passed,
        }
        for row, passed in ((stale, True), (holder, False))
    ]
    today = built(spark, stale, holder, earlier=before, passed=owners)
    assert rows_of(today, "record_id", "mobile_phone", "changed_date") == [
        ("b:1", None, TUESDAY),
        ("b:2", phone, MONDAY),
    ]
    written_anew = built(spark, {**stale, "as_of_date": TUESDAY}, holder, earlier=before, passed=owners)
    assert rows_of(written_anew, "record_id", "mobile_phone") == [("b:1", phone), ("b:2", phone)]
