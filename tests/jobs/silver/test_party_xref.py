from __future__ import annotations

from jobs.silver.party_xref import build
from tests.jobs.frames import frame_of

NUMBER = "11010519491231002X"


def _party_ids(spark, *records, key="k"):
    rows = [{"record_id": name, "source_record_id": name, "id_number": number} for name, number in records]
    built = build(frame_of(spark, "silver.party_record", *rows), key)
    return {row.record_id: (row.party_id, row.match_rule_code) for row in built.collect()}


def test_records_with_one_identity_number_are_one_party(spark):
    found = _party_ids(spark, ("a", NUMBER), ("b", NUMBER))
    assert found["a"] == found["b"]
    assert found["a"][1] == "ID_NUMBER"


def test_records_without_a_number_are_parties_of_their_own(spark):
    found = _party_ids(spark, ("a", None), ("b", None))
    assert found["a"][0] != found["b"][0]
    assert {rule for _, rule in found.values()} == {"SINGLE"}


def test_a_record_named_like_a_number_is_not_the_person_with_that_number(spark):
    found = _party_ids(spark, (NUMBER, None), ("a", NUMBER))
    assert found[NUMBER][0] != found["a"][0]


def test_another_key_gives_other_parties(spark):
    assert _party_ids(spark, ("a", NUMBER), key="k") != _party_ids(spark, ("a", NUMBER), key="other")
