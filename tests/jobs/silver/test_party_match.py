"""silver.party_match: the pairs of a day, in the order of the contract, and those of the day before carried."""

from __future__ import annotations

import datetime

import pytest

from jobs.identity.matching.declaration import read_match_model
from jobs.identity.matching.increment import columns_of
from jobs.identity.matching.weights import declared_weights
from jobs.lakehouse.catalog import Catalog
from jobs.silver.party_match import build
from tests.jobs.frames import column_names, frame_of
from tests.jobs.identity.matching.persons import person

TABLE = "silver.party_match"
MODEL = read_match_model("person_match")
WEIGHTS = declared_weights(MODEL)


@pytest.fixture(scope="module")
def pairs(spark):
    """Two records of one person, and one of somebody else at the same telephone."""
    other = person(
        "c", name_key="李伟", name_sound="li wei", birth_date=datetime.date(1991, 11, 30), division_code=None
    )
    records = frame_of(spark, "silver.match_record", person("b"), person("a"), other)
    return build(records, _nothing(spark), WEIGHTS)


def _nothing(spark):
    return frame_of(spark, TABLE).selectExpr("*", "cast(null as date) as business_date")


def test_two_records_of_one_person_are_a_pair_and_a_shared_telephone_is_none(pairs):
    rows = [row.asDict() for row in pairs.collect()]
    assert [(row["left_record_id"], row["right_record_id"]) for row in rows] == [("a", "b")]
    assert rows[0]["blocking_rule_code"] == "NAME_BIRTH"
    assert rows[0]["match_weight"] > MODEL.thresholds.link_weight
    levels = {name: level for name, level in rows[0].items() if name.endswith("_level")}
    assert levels == {
        "name_level": 4,
        "birth_date_level": 5,
        "id_number_level": -1,
        "mobile_phone_level": 2,
        "address_level": 4,
        "gender_level": 1,
    }
    assert rows[0]["model_version"] == WEIGHTS.version


def test_the_contract_and_the_declared_model_name_the_same_columns_and_rules(pairs):
    assert pairs.columns == column_names(TABLE) == list(columns_of(MODEL))
    contract = Catalog()[TABLE]
    rules = next(column.values for column in contract.columns if column.name == "blocking_rule_code")
    assert list(rules) == [rule.code for rule in MODEL.blocking]
    assert [column.type for column in contract.columns] == [kind for _, kind in pairs.dtypes]
    assert set(MODEL.columns) <= set(column_names("silver.match_record"))
