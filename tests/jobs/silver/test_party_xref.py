from __future__ import annotations

import datetime

from jobs.identity.token import token_of
from jobs.silver.party_xref import build
from tests.jobs.frames import column_names, frame_of, rows_of

MONDAY, TUESDAY, WEDNESDAY = (datetime.date(2026, 6, day) for day in (1, 2, 3))
EARLIER = "record_id string, party_id string, business_date date"


def _records(spark, *names, day=MONDAY):
    rows = [{"record_id": name, "source_system_code": name.split(":")[0], "first_seen_date": day} for name in names]
    return frame_of(spark, "silver.match_record", *rows)


def _links(spark, *links):
    rows = [
        {"left_record_id": one, "right_record_id": other, "link_rule_code": rule, "outcome_code": outcome}
        for one, other, rule, outcome in links
    ]
    return frame_of(spark, "silver.party_link", *rows)


def _built(spark, records, links=(), earlier=(), absent=(), key="k", day=TUESDAY):
    before, gone = (spark.createDataFrame(list(rows), EARLIER) for rows in (earlier, absent))
    return build(records, _links(spark, *links), before, gone, key, day)


def _parties(built):
    return dict(rows_of(built, "record_id", "party_id"))


def _id(text, key="k"):
    return f"P{token_of(text, key)[:20]}"


def test_joined_links_hang_records_together_and_say_by_what(spark):
    links = [
        ("bank:1", "bank:2", "ID_NUMBER", "JOINED"),
        ("bank:2", "court:J:3", "MODEL", "JOINED"),
        ("bank:1", "bank:4", "MODEL", "REVIEW"),
    ]
    built = _built(spark, _records(spark, "bank:1", "bank:2", "court:J:3", "bank:4"), links)
    party = _id("record:bank:1")
    assert built.columns == column_names("silver.party_xref")
    assert rows_of(built, *built.columns) == [
        ("bank:1", "bank", "1", party, "ID_NUMBER", None),
        ("bank:2", "bank", "2", party, "ID_NUMBER", None),
        ("bank:4", "bank", "4", _id("record:bank:4"), "SINGLE", None),
        ("court:J:3", "court", "J:3", party, "MODEL", None),
    ]


def test_another_key_gives_other_ids(spark):
    records = _records(spark, "bank:1")
    assert _parties(_built(spark, records)) != _parties(_built(spark, records, key="other"))


def test_the_newest_earlier_day_says_which_party_a_record_was_in(spark):
    earlier = [("bank:1", _id("older"), MONDAY), ("bank:1", _id("newer"), TUESDAY)]
    built = _built(spark, _records(spark, "bank:1"), earlier=earlier, day=WEDNESDAY)
    assert rows_of(built, "party_id", "earlier_party_id") == [(_id("newer"), _id("newer"))]


def test_a_merge_keeps_the_id_of_the_record_that_was_seen_first(spark):
    records = _records(spark, "bank:1", day=TUESDAY).unionByName(_records(spark, "bank:2", day=MONDAY))
    earlier = [("bank:1", _id("one"), TUESDAY), ("bank:2", _id("two"), TUESDAY)]
    built = _built(spark, records, [("bank:1", "bank:2", "MODEL", "JOINED")], earlier, day=WEDNESDAY)
    assert _parties(built) == {"bank:1": _id("two"), "bank:2": _id("two")}


def test_a_split_leaves_the_id_with_the_oldest_record_and_gives_it_to_nobody_else(spark):
    """The id that bank:1 would get as a new party is the one that it leaves to bank:2."""
    records = _records(spark, "bank:1", day=TUESDAY).unionByName(_records(spark, "bank:2", day=MONDAY))
    party = _id("record:bank:1")
    earlier = [("bank:1", party, TUESDAY), ("bank:2", party, TUESDAY)]
    built = _built(spark, records, earlier=earlier, day=WEDNESDAY)
    assert _parties(built) == {"bank:1": _id("record:bank:1 day:2026-06-03"), "bank:2": party}


def test_an_undone_merge_gives_back_the_id_from_before(spark):
    monday = _parties(_built(spark, _records(spark, "bank:1", "bank:2")))
    merged = [("bank:1", monday["bank:1"], TUESDAY), ("bank:2", monday["bank:1"], TUESDAY)]
    assert _parties(_built(spark, _records(spark, "bank:1", "bank:2"), earlier=merged, day=WEDNESDAY)) == monday


def test_a_record_that_was_absent_comes_back_to_its_last_party(spark):
    """What the absent records of a day before the newest one say of a record that has been back since is past."""
    earlier = [("bank:1", _id("now"), TUESDAY)]
    absent = [("bank:1", _id("then"), MONDAY), ("bank:2", _id("last"), MONDAY)]
    built = _built(spark, _records(spark, "bank:1", "bank:2"), earlier=earlier, absent=absent, day=WEDNESDAY)
    assert rows_of(built, "record_id", "party_id", "earlier_party_id") == [
        ("bank:1", _id("now"), _id("now")),
        ("bank:2", _id("last"), _id("last")),
    ]


def test_a_bank_without_records_has_no_parties(spark):
    assert _built(spark, _records(spark)).collect() == []
