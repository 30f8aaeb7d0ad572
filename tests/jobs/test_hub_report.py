"""What so many records share that it finds nobody is counted by rule, as the cap of the model says."""

from __future__ import annotations

import polars as pl

from jobs.hub_report import PARTS, Hubs, hubs_of
from jobs.identity.matching.candidates import PARTS as BLOCKING_PARTS
from jobs.identity.matching.declaration import read_match_model
from tests.jobs.identity.matching.persons import NAMES, person

MODEL = read_match_model("person_match").model_copy(update={"hub_records": 3})
NOTHING = dict.fromkeys(("name_key", "name_sound", "birth_date", "gender_code", "division_code", "address_key"))
TYPES = {name: pl.Date if name.endswith("_date") else pl.String for name in NAMES}


def _hubs(*records):
    return list(hubs_of(pl.LazyFrame(list(records), schema=TYPES), MODEL))


def test_a_value_of_more_records_than_the_cap_is_counted_and_one_of_as_many_is_not():
    shared = [person(f"a{number}", **NOTHING) for number in range(4)]
    others = [person(f"b{number}", **NOTHING | {"mobile_phone": "13900000001"}) for number in range(3)]
    assert _hubs(*shared, *others) == [Hubs("MOBILE", 1, 4)]


def test_a_rule_of_several_keys_counts_those_who_have_all_of_them():
    alike = [person(f"a{number}", mobile_phone=None) for number in range(4)]
    found = _hubs(*alike, person("b", mobile_phone=None, address_key=None, gender_code=None))
    assert [(one.rule_code, one.records) for one in found] == [
        ("NAME_BIRTH", 5),
        ("NAME_DIVISION", 5),
        ("BIRTH_ADDRESS", 4),
        ("BIRTH_DIVISION", 4),
    ]


def test_the_beginning_of_a_text_is_what_the_rule_says_and_organisations_are_no_persons():
    other_rooms = [person(f"a{number}", **NOTHING | {"mobile_phone": None}) for number in range(4)]
    same_street = [
        {**one, "birth_date": person("x")["birth_date"], "address_key": f"建国路{number}"}
        for number, one in enumerate(other_rooms)
    ]
    assert _hubs(*same_street) == [Hubs("BIRTH_ADDRESS", 1, 4)]
    assert _hubs(*({**one, "party_type_code": "ORGANISATION"} for one in same_street)) == []


def test_every_part_that_a_rule_may_name_is_known_here_too():
    records = pl.LazyFrame({"core": ["a b", "c b", "b"], "day": ["2020-01-01", "2020-05-01", "2021-01-01"]})
    dated = records.with_columns(pl.col("day").str.to_date())
    told = dated.select(PARTS["last_word"](pl.col("core")), PARTS["year"](pl.col("day"))).collect()
    assert told.rows() == [("b", 2020), ("b", 2020), ("b", 2021)]
    assert set(PARTS) == set(BLOCKING_PARTS)
