"""Which pairs are compared: each once, by its first rule, and none through a value that half the bank shares."""

from __future__ import annotations

from jobs.identity.matching.candidates import IS_FRESH, all_pairs, hub_report, keyed_records, pairs_touching
from jobs.identity.matching.declaration import read_match_model
from tests.jobs.identity.matching.persons import frame, person

MODEL = read_match_model("person_match")
STRANGER = dict.fromkeys(("name_key", "name_sound", "birth_date", "gender_code", "division_code", "address_key"))


def _pairs(found):
    chosen = found.select("left.record_id", "right.record_id", "blocking_rule_code").collect()
    return sorted(tuple(row) for row in chosen)


def _candidates(spark, *records, model=MODEL):
    rows = frame(spark, records)
    return _pairs(all_pairs(rows, rows, model))


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


def test_a_value_of_more_records_than_the_cap_finds_nobody_and_is_counted(spark):
    model = MODEL.model_copy(update={"hub_records": 3})
    sharing = [person(f"s{number}", **STRANGER) for number in range(3)]
    assert len(_candidates(spark, *sharing, model=model)) == 3
    crowd = [*sharing, person("s3", **STRANGER)]
    assert _candidates(spark, *crowd, model=model) == []
    assert hub_report(frame(spark, crowd), model).collect() == [("MOBILE", 1, 4)]


def test_a_hub_of_one_rule_leaves_the_others_as_they_are(spark):
    model = MODEL.model_copy(update={"hub_records": 2})
    crowd = [person(f"s{number}", **STRANGER) for number in range(3)]
    twins = [person("a", id_number="11010519491231002X"), person("b", id_number="11010519491231002X")]
    assert _candidates(spark, *crowd, *twins, model=model) == [("a", "b", "ID_NUMBER")]


def test_pairs_that_touch_some_records_are_those_of_all_pairs_that_do(spark):
    records = [person("a"), person("b"), person("c"), person("d", **STRANGER)]
    rows = frame(spark, records)
    keyed = keyed_records(rows, MODEL)
    marked = keyed.withColumn(IS_FRESH, keyed.record_id.isin("b", "d"))
    touching = _pairs(pairs_touching(marked.where(IS_FRESH), marked, rows, MODEL))
    assert touching == [pair for pair in _pairs(all_pairs(rows, rows, MODEL)) if {"b", "d"} & set(pair)]
