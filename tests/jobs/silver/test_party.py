"""silver.party_value and silver.party: the golden record, and everything it was chosen from."""

from __future__ import annotations

import datetime

import pytest

from jobs.silver import party, party_value
from tests.jobs.frames import column_names, frame_of, rows_of

D = datetime.date
TODAY = D(2026, 6, 1)


def _record(system, number, **facts):
    return {
        "record_id": f"{system}:{number}",
        "source_system_code": system,
        "source_record_id": number,
        "party_type_code": "PERSON",
        **facts,
    }


RECORDS = (
    _record("core_bank", "C1", full_name="张三", mobile_phone="13800000001", as_of_date=D(2026, 5, 1)),
    _record("core_bank", "C2", full_name="张三", mobile_phone="13800000002", as_of_date=D(2026, 5, 9)),
    _record("court_vendor", "J1", full_name="张叁", birth_date=D(1980, 2, 3), as_of_date=D(2026, 5, 20)),
    _record("court_vendor", "J2"),
)
PARTIES = {"core_bank:C1": "P1", "core_bank:C2": "P1", "court_vendor:J1": "P1", "court_vendor:J2": "P2"}


@pytest.fixture(scope="module")
def values(spark):
    return _values(spark).cache()


def _values(spark, *owners):
    records, owned = frame_of(spark, "silver.party_record", *RECORDS), frame_of(spark, "silver.phone_owner", *owners)
    return party_value.build(records, _xref(spark), owned, TODAY)


@pytest.fixture(scope="module")
def parties(spark, values):
    return party.build(values, _xref(spark), frame_of(spark, "silver.party_record", *RECORDS)).cache()


def _xref(spark):
    known = {row["record_id"]: {key: row[key] for key in ("source_system_code", "source_record_id")} for row in RECORDS}
    rows = [{"record_id": name, "party_id": party_id, **known[name]} for name, party_id in PARTIES.items()]
    return frame_of(spark, "silver.party_xref", *rows)


def test_every_value_of_a_party_is_kept_with_the_rule_that_chose_or_refused_it(values):
    assert values.columns == column_names("silver.party_value")
    assert rows_of(values, "field_name", "value_text", "record_id", "is_chosen", "survivorship_rule_code") == [
        ("birth_date", "1980-02-03", "court_vendor:J1", True, "ONLY_VALUE"),
        ("full_name", "张三", "core_bank:C1", False, "SAME_VALUE"),
        ("full_name", "张三", "core_bank:C2", True, "SOURCE"),
        ("full_name", "张叁", "court_vendor:J1", False, "SOURCE"),
        ("mobile_phone", "13800000001", "core_bank:C1", False, "RECENCY"),
        ("mobile_phone", "13800000002", "core_bank:C2", True, "RECENCY"),
    ]


def test_a_party_shows_the_chosen_values_and_the_records_they_come_from(parties):
    assert parties.columns == column_names("silver.party")
    facts = ("record_count", "source_count", "has_customer_record", "full_name", "birth_date", "mobile_phone")
    shown = parties.where("party_id = 'P1'")
    assert rows_of(shown, *facts) == [(3, 2, True, "张三", D(1980, 2, 3), "13800000002")]
    sources = ("full_name_record_id", "birth_date_record_id", "id_number_record_id")
    assert rows_of(shown, *sources) == [("core_bank:C2", "court_vendor:J1", None)]


def test_a_party_whose_records_say_nothing_has_a_row_too(parties):
    assert rows_of(parties, "party_id", "party_type_code", "full_name") == [
        ("P1", "PERSON", "张三"),
        ("P2", "PERSON", None),
    ]


def test_a_telephone_that_passed_to_somebody_else_is_the_partys_no_more(spark):
    numbers = {"core_bank:C1": "13800000001", "core_bank:C2": "13800000002"}
    passed = {name: name == "core_bank:C2" for name in numbers}
    written = {row["record_id"]: row.get("as_of_date") for row in RECORDS}
    owners = [
        dict(record_id=name, mobile_phone=numbers[name], confirmed_date=written[name], is_recycled=is_passed)
        for name, is_passed in passed.items()
    ]
    told = _values(spark, *owners).where("field_name = 'mobile_phone'")
    assert rows_of(told, "value_text", "is_chosen") == [("13800000001", True)]
