"""silver.list_screening: exact links first, names scored and explained, doubt to people, answers remembered."""

from __future__ import annotations

import datetime

import pytest

from jobs.risk.subject import subject_token_of
from tests.jobs.frames import column_names, rows_of
from tests.jobs.risk.rows import ENTRY, KEY, TODAY, Bank, record, said

D = datetime.date
NUMBER, PHONE = "11010519491231002X", "13800001111"
FOUND = ("record_id", "entry_id", "link_rule_code", "outcome_code")
AGREED = ("name_agreement_code", "birth_agreement_code", "place_agreement_code", "outcome_code")
BORN = D(1969, 3, 11)
LISTED = {
    "sanction_entry_id": "36",
    "full_name": "PALACIO ADARVE, John Ricardo",
    "party_type_code": "PERSON",
    "list_code": "OFAC_SDN",
    "birth_date": BORN,
}
SPELT = {"name_key": "JOHN RICARDO PALACIO ADARVE", "name_sound": "adarve john palacio ricardo", "birth_date": BORN}


def _sound(name):
    return {"name_key": name.upper(), "name_sound": " ".join(sorted(name.lower().split()))}


def screened(bank, day=TODAY):
    return bank.day(day)["silver.list_screening"]


def test_exact_links_come_first_and_one_number_is_one_person(spark):
    numbered = {**ENTRY, "subject_name": None, "id_token": subject_token_of("id_number", NUMBER, KEY)}
    court = {"record_id": "JUDGMENT:1", "record_type_code": "JUDGMENT", "party_name": "张三", "published_date": TODAY}
    own = record("x", "P2") | {"record_id": "court_vendor:JUDGMENT:1"}
    records = [record("C1", "P1", id_number=NUMBER), record("C2", "P3"), own]
    found = screened(Bank(spark, court=[court], decisions=[numbered], records=records))
    assert found.columns == column_names("silver.list_screening")
    assert rows_of(found, *FOUND, "party_id") == [
        ("core_bank:C1", "MANUAL:1", "ID_NUMBER", "HIT", "P1"),
        ("court_vendor:JUDGMENT:1", "COURT_JUDGMENT:JUDGMENT:1", "RECORD", "HIT", "P2"),
    ]


def test_a_telephone_is_sure_only_of_its_holder_and_of_the_same_name(spark):
    phone = {**ENTRY, "phone_token": subject_token_of("mobile_phone", PHONE, KEY)}
    bank = Bank(spark, decisions=[phone], records=[record("C1", "P1", mobile_phone=PHONE)])
    assert rows_of(screened(bank, D(2026, 6, 2)), *FOUND) == [("core_bank:C1", "MANUAL:1", "PHONE", "HIT")]
    others = [
        record("C2", "P2", mobile_phone=PHONE),
        record("C3", "P3", mobile_phone=PHONE, name_key="张晓明", name_sound="xiaoming zhang"),
    ]
    bank.records = [*bank.records, *others]
    assert rows_of(screened(bank), "record_id", "outcome_code") == [
        ("core_bank:C1", "HIT"),
        ("core_bank:C2", "REVIEW"),
        ("core_bank:C3", "HIT"),
    ]


@pytest.mark.parametrize(
    ("spelt", "agreed"),
    [
        (SPELT, ("SAME_SOUND", "SAME", "UNKNOWN", "HIT")),
        (SPELT | {"birth_date": D(1969, 11, 3)}, ("SAME_SOUND", "ONE_DIGIT", "UNKNOWN", "REVIEW")),
        (SPELT | {"birth_date": None}, ("SAME_SOUND", "UNKNOWN", "UNKNOWN", "REVIEW")),
        (_sound("Ricardo Jon Palacio Adarve") | {"birth_date": BORN}, ("FEW_LETTERS", "SAME", "UNKNOWN", "HIT")),
        (_sound("Johnn Rikardo Palasio Adarve") | {"birth_date": BORN}, ("FEW_LETTERS", "SAME", "UNKNOWN", "HIT")),
        (_sound("Adarve Juhn Palacio Recardo") | {"birth_date": BORN}, ("SAME_CONSONANTS", "SAME", "UNKNOWN", "HIT")),
        (_sound("Palacio Adarve Ricardo") | {"birth_date": BORN}, ("CONTAINED", "SAME", "UNKNOWN", "REVIEW")),
    ],
)
def test_a_name_is_found_however_it_is_written_and_needs_a_birth_to_be_sure(spark, spelt, agreed):
    found = screened(Bank(spark, sanctions=[LISTED], records=[record("C1", "P1", **spelt)]))
    assert rows_of(found, *AGREED) == [agreed]


def test_another_birth_another_kind_and_another_name_are_nobody_listed(spark):
    records = [
        record("C1", "P1", **SPELT | {"birth_date": D(1985, 7, 1)}),
        record("C2", "P2", **SPELT | {"party_type_code": "ORGANISATION"}),
        record("C3", "P3", **_sound("Ricardo Gomez") | {"birth_date": BORN}),
    ]
    assert rows_of(screened(Bank(spark, sanctions=[LISTED], records=records)), *FOUND) == []


def test_an_alias_finds_and_is_named_and_a_weak_one_says_less(spark):
    def found(weak):
        alias = {"sanction_entry_id": "36", "alias_name": "BIOHO, Domingo Segundo", "has_low_quality": weak}
        records = [record("C1", "P1", **_sound("Domingo Segundo Bioho") | {"birth_date": None})]
        return screened(Bank(spark, sanctions=[LISTED], aliases=[alias], records=records))

    assert rows_of(found(False), "listed_name_text", "match_weight", "explanation_text") == [
        (
            "BIOHO, Domingo Segundo",
            12.0,
            "names read alike; a date of birth is not known; a country is not known",
        )
    ]
    assert rows_of(found(True), *FOUND) == []


def test_the_country_weighs_a_little(spark):
    def weight(countries):
        records = [record("C1", "P1", **SPELT | {"division_code": "110101"})]
        listed = {**LISTED, "countries_text": countries}
        return rows_of(screened(Bank(spark, sanctions=[listed], records=records)), "match_weight", AGREED[2])

    assert weight("China; Colombia") == [(23.0, "SAME")]
    assert weight("Colombia") == [(21.0, "DIFFERENT")]


def _doubt(spark):
    records = [record("C1", "P1", **SPELT | {"birth_date": None})]
    return Bank(spark, sanctions=[LISTED], records=records)


def _cleared(bank, day, **more):
    hashes = rows_of(screened(bank, day), "record_hash", "entry_hash")[0]
    pair = {"record_id": "core_bank:C1", "record_hash": hashes[0], "entry_hash": hashes[1]}
    return said("CLEARED", "SANCTION:36", day.isoformat(), **pair | more)


def test_a_cleared_hit_is_remembered_through_runs_and_merges_until_record_or_entry_change(spark):
    bank = _doubt(spark)
    bank.decisions = [_cleared(bank, D(2026, 6, 1))]
    assert rows_of(screened(bank, D(2026, 6, 2)), "outcome_code", "party_id") == [("CLEARED", "P1")]
    bank.records = [bank.records[0] | {"party_id": "P9"}]
    assert rows_of(screened(bank), "outcome_code", "party_id", "approved_by_name") == [("CLEARED", "P9", "Han Mei")]
    bank.records = [bank.records[0] | {"content_hash": "another", "changed_date": D(2026, 6, 4)}]
    assert rows_of(screened(bank, D(2026, 6, 4)), "outcome_code") == [("REVIEW",)]


def test_a_cleared_hit_is_asked_about_again_when_the_entry_changes(spark):
    bank = _doubt(spark)
    bank.decisions = [_cleared(bank, D(2026, 6, 1))]
    bank.sanctions = [{**LISTED, "countries_text": "China"}]
    assert rows_of(screened(bank), "outcome_code") == [("REVIEW",)]


def test_nobody_clears_alone_and_what_two_confirm_is_a_hit(spark):
    bank = _doubt(spark)
    alone = _cleared(bank, D(2026, 6, 1), approved_by_name=None)
    bank.decisions = [alone]
    assert rows_of(screened(bank), "outcome_code") == [("REVIEW",)]
    bank.decisions = [alone | {"kind_code": "CONFIRMED", "approved_by_name": "Han Mei"}]
    assert rows_of(screened(bank, D(2026, 6, 4)), "outcome_code") == [("HIT",)]


def test_only_what_changed_is_compared_again_and_a_new_version_of_the_list_is_compared_whole(spark):
    other = {**LISTED, "sanction_entry_id": "37", "full_name": "WIDOBLO HERNANDEZ, Jose Maria"}
    records = [record("C1", "P1", **SPELT), record("C2", "P2", **_sound("Jose Maria Widoblo Hernandez"))]
    records[1]["birth_date"] = BORN
    bank = Bank(spark, sanctions=[LISTED, other], records=records)
    first = D(2026, 6, 1)
    assert rows_of(screened(bank, first), "record_id", "screened_date") == [
        ("core_bank:C1", first),
        ("core_bank:C2", first),
    ]
    second = D(2026, 6, 2)
    bank.records = [records[0] | {"content_hash": "another", "changed_date": second}, records[1]]
    assert rows_of(screened(bank, second), "record_id", "screened_date") == [
        ("core_bank:C1", second),
        ("core_bank:C2", first),
    ]
    bank.sanctions = [LISTED, {**other, "countries_text": "Mexico"}]
    assert rows_of(screened(bank), "record_id", "screened_date") == [
        ("core_bank:C1", TODAY),
        ("core_bank:C2", TODAY),
    ]


def test_carried_and_compared_rows_are_those_of_a_full_comparison(spark):
    records = [record(f"C{place}", f"P{place}", **SPELT) for place in range(4)]
    records[1] |= {"changed_date": D(2026, 6, 2), "content_hash": "another", "birth_date": None}
    bank = Bank(spark, sanctions=[LISTED], records=[records[0], *records[2:]])
    bank.day(D(2026, 6, 1))
    bank.records = records
    columns = (*FOUND, *AGREED, "match_weight", "party_id")
    by_steps = rows_of(screened(bank, D(2026, 6, 2)), *columns)
    assert by_steps == rows_of(screened(Bank(spark, sanctions=[LISTED], records=records), D(2026, 6, 2)), *columns)
    assert len(by_steps) == len(records)
