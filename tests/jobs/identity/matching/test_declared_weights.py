"""The weights a lake starts with: two records of one person join, people who share a telephone or a name do not."""

from __future__ import annotations

import datetime

import pytest
from pyspark.sql import functions as F

from jobs.identity.matching.declaration import read_match_model
from jobs.identity.matching.score import scored_pairs, with_frequencies
from jobs.identity.matching.weights import MatchWeights, declared_weights
from tests.jobs.identity.matching.persons import frame, person

MODEL = read_match_model("person_match")
WEIGHTS = declared_weights(MODEL)
OTHER_NAME = {"name_key": "李伟", "name_sound": "li wei"}
OTHER_BIRTH = {"birth_date": datetime.date(1991, 11, 30)}
OTHER_PHONE = {"mobile_phone": "13911112222"}
OTHER_PLACE = {"division_code": "440305", "address_key": "深南大道一号"}
NO_PLACE = {"division_code": None, "address_key": None}
UNKNOWN = dict.fromkeys(("id_number", "gender_code"))


NUMBER = {"id_number": "11010519491231002X"}
# What two records say otherwise than Zhang's; the rest they share.
JOINED = {
    "telephone, moved": ({}, OTHER_PLACE),
    "address, new telephone": ({}, OTHER_PHONE),
    "address alone": ({}, {"mobile_phone": None, **UNKNOWN}),
    "telephone alone": (UNKNOWN, {**NO_PLACE, **UNKNOWN}),
    "one without a number": (NUMBER, {**OTHER_PLACE, **UNKNOWN}),
    "one written in Latin": ({}, {"name_key": "ZHANG XIAOMING", **OTHER_PLACE}),
}
APART = {
    "telephone, all else differs": ({}, OTHER_NAME | OTHER_BIRTH | OTHER_PLACE),
    "telephone, nothing else known": (UNKNOWN, OTHER_NAME | NO_PLACE | {"birth_date": None}),
    "address": ({}, OTHER_NAME | OTHER_BIRTH | OTHER_PHONE),
    "telephone and address, born unknown": (UNKNOWN, OTHER_NAME | {"birth_date": None}),
    "husband and wife": ({}, OTHER_NAME | OTHER_BIRTH | {"gender_code": "2"}),
    "name, all else differs": ({}, OTHER_BIRTH | OTHER_PHONE | OTHER_PLACE),
    "name, nothing else known": (UNKNOWN, NO_PLACE | {"birth_date": None, "mobile_phone": None}),
    "birth date and gender": ({}, OTHER_NAME | OTHER_PHONE | OTHER_PLACE),
}
CONFLICT = {"all but the number": (NUMBER, {"id_number": "440305199111301234"}), "all": ({}, {})}


@pytest.fixture(scope="module")
def weights(spark):
    """The match weight of each case, all scored at once."""
    cases = JOINED | APART | CONFLICT
    left, right = (
        with_frequencies(frame(spark, [person(case, **facts[place]) for case, facts in cases.items()]), WEIGHTS).select(
            F.struct("*").alias(side), "record_id"
        )
        for place, side in enumerate(("left", "right"))
    )
    scored = scored_pairs(left.join(right, on="record_id", how="inner").drop("record_id"), WEIGHTS)
    return {row.left_record_id: row.match_weight for row in scored.collect()}


@pytest.mark.parametrize("case", JOINED)
def test_one_name_and_birth_with_telephone_or_address_join(weights, case):
    assert weights[case] >= MODEL.thresholds.link_weight


@pytest.mark.parametrize("case", APART)
def test_one_shared_fact_does_not_join(weights, case):
    assert weights[case] < MODEL.thresholds.link_weight


def test_two_different_numbers_weigh_against_everything_else(weights):
    assert weights["all but the number"] < weights["all"] - 5


def test_weights_are_the_same_after_they_were_written_and_read():
    read = MatchWeights.from_json(WEIGHTS.to_json())
    assert (read.to_json(), read.sha256) == (WEIGHTS.to_json(), WEIGHTS.sha256)
    assert WEIGHTS.version == f"declared-{WEIGHTS.sha256[:12]}"
