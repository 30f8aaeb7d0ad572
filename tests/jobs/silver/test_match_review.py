"""silver.match_review: what waits for people, and nothing that tells them more than they need."""

from __future__ import annotations

import datetime

import pytest
from pyspark.sql import functions as F

from expectations.silver.match_review import row_rules
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import conform
from jobs.silver.match_review import AS_ENDINGS, AS_TOKENS, COLUMNS, build
from tests.jobs.frames import frame_of, rows_of

DAY, KEY = datetime.date(2026, 6, 3), "a key for the test"
ZHANG = {
    "name_key": "张晓明",
    "name_sound": "xiaoming zhang",
    "birth_date": datetime.date(1985, 3, 12),
    "gender_code": "1",
    "id_number": "11010519491231002X",
    "credit_code": "91110000100000000A",
    "mobile_phone": "13800138000",
    "division_code": "110105",
    "address_key": "建国路88号1201室",
}
# Written by ear, with two digits of the birth and the number swapped, in another county of the city.
HEARD = {
    "name_key": "张小名",
    "name_sound": "xiaoming zhang",
    "birth_date": datetime.date(1985, 3, 21),
    "id_number": "11010519491213002X",
    "mobile_phone": "13900139999",
    "division_code": "110108",
    "address_key": "建国路88号",
}


def link(left="core_bank:1", right="core_bank:2", outcome="REVIEW", **more):
    return {
        "left_record_id": left,
        "right_record_id": right,
        "link_rule_code": "MODEL",
        "match_weight": 5.5,
        "outcome_code": outcome,
        "reason_code": "GREY_BAND" if outcome != "JOINED" else None,
        **more,
    }


def record(record_id, **fields):
    return {"record_id": record_id, "source_system_code": record_id.split(":")[0], **fields}


def before(day, since, left="core_bank:1", right="core_bank:2"):
    return (left, right, datetime.date(2026, 6, since), datetime.date(2026, 6, day))


@pytest.fixture
def review(spark):
    def made(links, records, decisions=(), earlier=(), key=KEY, days=(1, 2)):
        schema = "left_record_id STRING, right_record_id STRING, waiting_since_date DATE, business_date DATE"
        built = build(
            frame_of(spark, "silver.party_link", *links),
            frame_of(spark, "silver.match_record", *records),
            frame_of(spark, "silver.match_decision", *decisions),
            spark.createDataFrame(list(earlier), schema),
            spark.createDataFrame([(datetime.date(2026, 6, day),) for day in days], "business_date DATE"),
            DAY,
            key,
        )
        return conform(built, Catalog()["silver.match_review"], row_rules())

    return made


def test_only_undecided_pairs_that_wait_are_asked_about(review):
    links = [
        link(),
        link(right="core_bank:3", outcome="JOINED"),
        link(right="core_bank:4", outcome="REFUSED"),
        link(right="core_bank:5"),
    ]
    records = [record(f"core_bank:{number}") for number in range(1, 6)]
    decided = {"left_record_id": "core_bank:1", "right_record_id": "core_bank:5", "decision_code": "SAME"}
    found = rows_of(review(links, records, [decided]), "right_record_id", "reason_text", "_verdict")
    assert found == [
        (
            "core_bank:2",
            "they agree too much to be passed over, and too little to be joined by themselves",
            "loaded",
        )
    ]


def test_each_field_says_how_the_two_agree(review):
    found = review([link()], [record("core_bank:1", **ZHANG), record("core_bank:2", **HEARD)])
    levels = dict(zip(COLUMNS, rows_of(found, *(f"{field}_agreement_code" for field in COLUMNS))[0], strict=True))
    assert levels == {
        "name": "SIMILAR",
        "birth_date": "SIMILAR",
        "gender": "MISSING",
        "id_number": "SIMILAR",
        "credit_code": "MISSING",
        "mobile_phone": "DIFFERENT",
        "division": "SIMILAR",
        "address": "DIFFERENT",
    }


def test_equal_values_have_equal_tokens_and_no_value_is_in_the_table(review):
    found = review([link()], [record("core_bank:1", **ZHANG), record("core_bank:2", **ZHANG)])
    for field in AS_TOKENS:
        ((left, right),) = rows_of(found, f"left_{field}_token", f"right_{field}_token")
        assert left == right != None  # noqa: E711
    told = [str(value) for value in found.collect()[0].asDict().values()]
    assert not [value for value in ZHANG.values() if any(str(value) in one for one in told if len(str(value)) > 1)]
    assert rows_of(found, *(f"left_{field}_text" for field in AS_ENDINGS)) == [("****002X", "****000A", "****8000")]
    other = review([link()], [record("core_bank:1", **ZHANG), record("core_bank:2", **ZHANG)], key="another")
    assert rows_of(other, "left_token", "left_name_token") != rows_of(found, "left_token", "left_name_token")


def test_a_pair_waits_since_the_first_of_the_days_in_a_row(review):
    records = [record(f"core_bank:{number}") for number in (1, 2, 3)]
    links = [link(), link(right="core_bank:3")]
    earlier = [before(1, 1), before(2, 1), before(1, 1, right="core_bank:3")]
    assert rows_of(review(links, records, earlier=earlier), "right_record_id", "waiting_since_date") == [
        ("core_bank:2", datetime.date(2026, 6, 1)),
        ("core_bank:3", DAY),
    ]


def test_a_pair_that_was_decided_on_a_day_when_no_other_waited_waits_anew_once_that_is_taken_back(review):
    """The queue of the second day is empty, so no row of it tells that there was such a day."""
    records = [record(f"core_bank:{number}") for number in (1, 2)]
    found = review([link()], records, earlier=[before(1, 1)], days=(1, 2))
    assert rows_of(found, "waiting_since_date") == [(DAY,)]


def test_two_customers_come_before_one_and_one_before_none(review):
    records = [record(name) for name in ("core_bank:1", "core_bank:2", "court_vendor:1", "court_vendor:2")]
    links = [
        link(),
        link(right="court_vendor:1"),
        link(left="court_vendor:1", right="court_vendor:2"),
        link(left="court_vendor:1", right="gone:1"),
    ]
    found = review(links, records).orderBy("priority_level", F.desc("match_weight"), "right_record_id")
    assert [tuple(row) for row in found.select("right_record_id", "priority_level").collect()] == [
        ("core_bank:2", 1),
        ("court_vendor:1", 2),
        ("court_vendor:2", 3),
        ("gone:1", 3),
    ]
