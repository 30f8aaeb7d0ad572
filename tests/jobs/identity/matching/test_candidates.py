"""Which pairs are compared: each once, by its first rule, and none through a value that half the bank shares."""

from __future__ import annotations

from pyspark.sql import functions as F

from jobs.identity.matching.candidates import IS_FRESH, candidates, with_records
from jobs.identity.matching.declaration import read_match_model
from tests.jobs.identity.matching.persons import frame, person

MODEL = read_match_model("person_match")
STRANGER = dict.fromkeys(("name_key", "name_sound", "birth_date", "gender_code", "division_code", "address_key"))


def _pairs(found, rows):
    """Both keys, the smaller first, and the rule of each pair."""
    chosen = with_records(found, rows, MODEL).select("left.record_id", "right.record_id", "blocking_rule_code")
    return sorted((*sorted(row[:2]), row[2]) for row in chosen.collect())


def _candidates(spark, *records, model=MODEL):
    rows = frame(spark, records)
    return _pairs(candidates(rows.withColumn(IS_FRESH, F.lit(True)), model), rows)


def test_a_pair_that_several_rules_find_comes_once_with_the_first(spark):
    found = _candidates(spark, person("b"), person("a"), person("c", mobile_phone=None, name_sound="else"))
    assert found == [
        ("a", "b", "NAME_BIRTH"),
        ("a", "c", "BIRTH_ADDRESS"),
        ("b", "c", "BIRTH_ADDRESS"),
    ]


def test_records_that_share_no_whole_key_are_not_compared(spark):
    other = person("b", name_key="李伟", name_sound="li wei", mobile_phone="13900000009", birth_date=None)
    assert _candidates(spark, person("a"), other) == []
    assert (
        _candidates(spark, person("a", **STRANGER, mobile_phone=None), person("b", **STRANGER, mobile_phone=None)) == []
    )


def test_organisations_are_no_persons(spark):
    assert _candidates(spark, person("a"), person("b", party_type_code="ORGANISATION")) == []


def test_a_value_of_more_records_than_the_cap_finds_nobody(spark):
    model = MODEL.model_copy(update={"hub_records": 3})
    sharing = [person(f"s{number}", **STRANGER) for number in range(3)]
    assert len(_candidates(spark, *sharing, model=model)) == 3
    crowd = [*sharing, person("s3", **STRANGER)]
    assert _candidates(spark, *crowd, model=model) == []


def test_a_hub_of_one_rule_leaves_the_others_as_they_are(spark):
    model = MODEL.model_copy(update={"hub_records": 2})
    crowd = [person(f"s{number}", **STRANGER) for number in range(3)]
    twins = [person("a", id_number="11010519491231002X"), person("b", id_number="11010519491231002X")]
    assert _candidates(spark, *crowd, *twins, model=model) == [("a", "b", "ID_NUMBER")]


def test_a_pair_is_fresh_if_one_of_its_records_is(spark):
    rows = frame(spark, [person("a"), person("b"), person("c"), person("d", **STRANGER)])
    found = candidates(rows.withColumn(IS_FRESH, F.col("record_id").isin("b", "d")), MODEL)
    pairs = [pair[:2] for pair in _pairs(found.where(IS_FRESH), rows)]
    assert pairs == [("a", "b"), ("a", "d"), ("b", "c"), ("b", "d"), ("c", "d")]
    assert [pair[:2] for pair in _pairs(found.where(~F.col(IS_FRESH)), rows)] == [("a", "c")]


def test_a_key_that_may_have_been_a_hub_makes_its_pairs_fresh(spark):
    model = MODEL.model_copy(update={"hub_records": 4})
    for count, fresh_pairs in ((2, 0), (3, 3), (4, 6), (5, 0)):
        rows = frame(spark, [person(f"s{number}", **STRANGER) for number in range(count)])
        found = candidates(rows.withColumn(IS_FRESH, F.lit(False)), model)
        assert len(_pairs(found.where(IS_FRESH), rows)) == fresh_pairs
