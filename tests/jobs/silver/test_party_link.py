from __future__ import annotations

import datetime
import itertools

import pytest
from pyspark.sql import functions as F

from jobs.silver import party_link
from tests.jobs.frames import column_names, frame_of, rows_of

MONDAY, TUESDAY = datetime.date(2026, 6, 1), datetime.date(2026, 6, 2)
NUMBER = "11010519491231002X"


def _records(spark, *rows):
    common = {"party_type_code": "PERSON", "source_system_code": "core_bank", "first_seen_date": MONDAY}
    return frame_of(spark, "silver.match_record", *({**common, **row} for row in rows))


def _pairs(spark, weights, name_level=4):
    rows = [_ends(pair) | {"match_weight": weight, "name_level": name_level} for pair, weight in weights.items()]
    return frame_of(spark, "silver.party_match", *rows)


def build(records, pairs, decided, earlier=None, absent=None, links=()):
    """The links where no pair of organisations was scored; ``links`` are those of Monday."""
    spark = records.sparkSession
    nothing, nobody = frame_of(spark, "silver.organisation_match"), _parties(spark)
    return party_link.build(
        records, pairs, nothing, decided, _links(spark, *links), earlier or nobody, absent or nobody
    )


def _links(spark, *links):
    return frame_of(spark, "silver.party_link", *links).withColumn("business_date", F.lit(MONDAY))


def _decisions(spark, codes):
    rows = [_ends(pair) | {"decision_code": code} for pair, code in codes.items()]
    return frame_of(spark, "silver.match_decision", *rows)


def _parties(spark, day=MONDAY, **parties):
    rows = [(f"core_bank:{name}", party, day) for name, party in parties.items()]
    return spark.createDataFrame(rows, "record_id string, party_id string, business_date date")


def _ends(pair):
    return {"left_record_id": f"core_bank:{pair[0]}", "right_record_id": f"core_bank:{pair[1]}"}


def _named(*names, **values):
    return [{"record_id": f"core_bank:{name}", **values} for name in names]


def test_every_pair_stands_with_its_rule_its_outcome_and_its_reason(spark):
    records = _records(spark, *_named("a", "b", id_number=NUMBER), *_named("c", "d", "e"))
    weights = {("a", "b"): 25.0, ("b", "c"): 11.0, ("c", "d"): 3.0, ("d", "e"): 20.0}
    built = build(records, _pairs(spark, weights), _decisions(spark, {("d", "e"): "DIFFERENT"}))
    assert built.columns == column_names("silver.party_link")
    assert rows_of(built, *built.columns) == [
        ("core_bank:a", "core_bank:b", "ID_NUMBER", None, "JOINED", None),
        ("core_bank:b", "core_bank:c", "MODEL", 11.0, "JOINED", None),
        ("core_bank:c", "core_bank:d", "MODEL", 3.0, "REVIEW", "GREY_BAND"),
        ("core_bank:d", "core_bank:e", "DECISION", None, "REFUSED", "DECIDED_DIFFERENT"),
    ]


def test_partitions_do_not_matter(spark):
    names = [f"{number:02}" for number in range(40)]
    records = _records(spark, *_named(*names[::2], id_number=NUMBER), *_named(*names[1::2]))
    weights = {(one, other): 9.0 + int(other) % 7 for one, other in itertools.pairwise(names)}
    pairs, nothing = _pairs(spark, weights), _decisions(spark, {})
    once = build(records, pairs, nothing)
    again = build(records.repartition(7), pairs.repartition(5), nothing)
    assert rows_of(once, *once.columns) == rows_of(again, *once.columns)


def test_customers_who_were_two_on_the_newest_earlier_day_wait_for_people(spark):
    """They were one the day before that, and a record that is new since is no established customer."""
    records = _records(spark, *_named("a", "b", "c"), *_named("new", first_seen_date=TUESDAY))
    sunday = MONDAY - datetime.timedelta(days=1)
    earlier = _parties(spark, sunday, a="P1", b="P1", c="P2").union(_parties(spark, a="P1", b="P2", c="P2"))
    weights = {("a", "b"): 20.0, ("b", "c"): 20.0, ("a", "new"): 20.0}
    built = build(records, _pairs(spark, weights), _decisions(spark, {}), earlier)
    assert rows_of(built, "left_record_id", "right_record_id", "reason_code") == [
        ("core_bank:a", "core_bank:b", "ESTABLISHED_CUSTOMERS"),
        ("core_bank:a", "core_bank:new", None),
        ("core_bank:b", "core_bank:c", None),
    ]


def test_a_customer_who_was_absent_the_day_before_is_no_new_one(spark):
    """Customer a was another than b and one with c, as of the last day on which each was there."""
    records = _records(spark, *_named("a", "b", "c"))
    weights = {("a", "b"): 20.0, ("a", "c"): 20.0}
    earlier, absent = _parties(spark, b="P2", c="P1"), _parties(spark, a="P1")
    built = build(records, _pairs(spark, weights), _decisions(spark, {}), earlier, absent)
    assert rows_of(built, "right_record_id", "reason_code") == [
        ("core_bank:b", "ESTABLISHED_CUSTOMERS"),
        ("core_bank:c", None),
    ]


def test_customers_whom_people_no_longer_call_one_wait_for_people(spark):
    records, scored = _records(spark, *_named("a", "b")), _pairs(spark, {("a", "b"): 20.0})
    said = {**_ends(("a", "b")), "link_rule_code": "DECISION", "outcome_code": "JOINED"}
    known = {"earlier": _parties(spark, a="P1", b="P1"), "links": (said,)}
    outcomes = [
        rows_of(build(records, scored, _decisions(spark, codes), **known), "outcome_code", "reason_code")
        for codes in ({("a", "b"): "SAME"}, {})
    ]
    assert outcomes == [[("JOINED", None)], [("REVIEW", "ESTABLISHED_CUSTOMERS")]]


def test_records_of_other_systems_are_no_established_customers(spark):
    courts = [{**row, "source_system_code": "court_vendor"} for row in _named("a", "b")]
    pairs, earlier = _pairs(spark, {("a", "b"): 20.0}), _parties(spark, a="P1", b="P2")
    built = build(_records(spark, *courts), pairs, _decisions(spark, {}), earlier)
    assert rows_of(built, "outcome_code") == [("JOINED",)]


@pytest.mark.parametrize("name_level", [0, -1])
def test_records_whose_names_differ_or_are_unknown_are_never_joined_by_weight_alone(spark, name_level):
    pairs = _pairs(spark, {("a", "b"): 16.0}, name_level)
    built = build(
        _records(spark, {"record_id": "core_bank:a"}, {"record_id": "core_bank:b"}),
        pairs,
        _decisions(spark, {}),
    )
    assert rows_of(built, "outcome_code", "reason_code") == [("REVIEW", "GREY_BAND")]


def test_a_bank_without_records_has_no_links(spark):
    built = build(_records(spark), _pairs(spark, {}), _decisions(spark, {}))
    assert built.collect() == []


def test_pairs_of_organisations_are_joined_as_those_of_persons_and_never_across_two_codes(spark):
    codes = {"a": "91310115MA0000007H", "b": "92440300PDY00001X0"}
    firm = {"party_type_code": "ORGANISATION", "source_system_code": "court_vendor"}
    told = [{"record_id": f"core_bank:{name}", **firm} for name in "cd"]
    told += [{"record_id": f"core_bank:{name}", "credit_code": number, **firm} for name, number in codes.items()]
    scored = [_ends(pair) | {"match_weight": 20.0, "name_level": 6} for pair in (("a", "b"), ("b", "c"))]
    scored.append(_ends(("c", "d")) | {"match_weight": 20.0, "name_level": 0})
    pairs = frame_of(spark, "silver.organisation_match", *scored)
    before = [_links(spark), _parties(spark), _parties(spark)]
    built = party_link.build(
        _records(spark, *told), frame_of(spark, "silver.party_match"), pairs, _decisions(spark, {}), *before
    )
    assert rows_of(built, "left_record_id", "outcome_code", "reason_code") == [
        ("core_bank:a", "REFUSED", "ID_CONFLICT"),
        ("core_bank:b", "JOINED", None),
        ("core_bank:c", "REVIEW", "GREY_BAND"),
    ]
