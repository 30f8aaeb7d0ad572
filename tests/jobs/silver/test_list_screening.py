"""silver.list_screening: exact links first, names scored and explained, doubt to people, answers remembered."""

from __future__ import annotations

import datetime

import pytest

from jobs.risk.subject import subject_token_of
from tests.jobs.frames import column_names
from tests.jobs.risk.rows import ENTRY, KEY, TODAY, Bank, party_of, record, said

D = datetime.date
NUMBER, PHONE, OTHER_PHONE = "11010519491231002X", "13800001111", "13800002222"
FIRST, SECOND, FOURTH = D(2026, 6, 1), D(2026, 6, 2), D(2026, 6, 4)
BORN = D(1969, 3, 11)
# Listed parties by number: two persons with a date of birth, one with countries, one with aliases.
PALACIO, WIDOBLO, ZHANG, GOMEZ = "SANCTION:36", "SANCTION:37", "SANCTION:38", "SANCTION:39"


def _listed(number, name, **more):
    known = {"sanction_entry_id": number, "full_name": name, "party_type_code": "PERSON", "list_code": "OFAC_SDN"}
    return {**known, "birth_date": BORN, **more}


LISTED = [
    _listed("36", "PALACIO ADARVE, John Ricardo"),
    _listed("37", "WIDOBLO HERNANDEZ, Jose Maria", countries_text="China; Mexico"),
    _listed("38", "ZHANG, Wei"),
    _listed("39", "GOMEZ ESTRADA, Ramiro"),
]
ALIASES = [
    {"sanction_entry_id": "39", "alias_name": "BIOHO, Domingo Segundo", "has_low_quality": False},
    {"sanction_entry_id": "39", "alias_name": "PERALTA, Leonardo Fabio", "has_low_quality": True},
]


def named(number, name, birth=BORN, **more):
    """A record of a name in Latin letters."""
    spelt = {"name_key": name.upper(), "name_sound": " ".join(sorted(name.lower().split())), "birth_date": birth}
    return record(number, f"P{number}", **spelt | more)


# Record -> how it is written, and the entry, agreements and outcome that follow; None where nobody is found.
WRITTEN = {
    "again": (named("again", "John Ricardo Palacio Adarve"), PALACIO, ("SAME_SOUND", "SAME", "UNKNOWN", "HIT")),
    "swapped": (
        named("swapped", "Ricardo John Palacio Adarve", D(1969, 11, 3)),
        PALACIO,
        ("SAME_SOUND", "ONE_DIGIT", "UNKNOWN", "REVIEW"),
    ),
    "unborn": (
        named("unborn", "John Ricardo Palacio Adarve", None),
        PALACIO,
        ("SAME_SOUND", "UNKNOWN", "UNKNOWN", "REVIEW"),
    ),
    "slip": (named("slip", "Ricardo Jon Palacio Adarve"), PALACIO, ("SAME_CONSONANTS", "SAME", "UNKNOWN", "HIT")),
    "slips": (named("slips", "John Rikardo Palatio Adarve"), PALACIO, ("FEW_LETTERS", "SAME", "UNKNOWN", "HIT")),
    "vowels": (named("vowels", "Adarva Juhn Palacio Recardo"), PALACIO, ("SAME_CONSONANTS", "SAME", "UNKNOWN", "HIT")),
    "shorter": (named("shorter", "Palacio Adarve Ricardo"), PALACIO, ("CONTAINED", "SAME", "UNKNOWN", "REVIEW")),
    "other birth": (named("other birth", "John Ricardo Palacio Adarve", D(1985, 7, 1)), None, ()),
    "company": (named("company", "John Ricardo Palacio Adarve", party_type_code="ORGANISATION"), None, ()),
    "other name": (named("other name", "Ricardo Gonzalez"), None, ()),
    "here": (
        named("here", "Jose Maria Widoblo Hernandez", None, division_code="110101"),
        WIDOBLO,
        ("SAME_SOUND", "UNKNOWN", "SAME", "REVIEW"),
    ),
    "short": (record("short", "Pshort", name_key="张伟", name_sound="wei zhang", birth_date=BORN), ZHANG, None),
    "short alone": (record("short alone", "Palone", name_key="张伟", name_sound="wei zhang"), None, ()),
    "alias": (named("alias", "Domingo Segundo Bioho", None), GOMEZ, ("SAME_SOUND", "UNKNOWN", "UNKNOWN", "REVIEW")),
    "weak alias": (named("weak alias", "Leonardo Fabio Peralta", None), None, ()),
}


def _found(tables):
    return {(row["record_id"], row["entry_id"]): row.asDict() for row in tables["silver.list_screening"].collect()}


@pytest.fixture(scope="module")
def screening(spark):
    """One day with every way of writing a name, and with every exact link."""
    numbered = {**ENTRY, "entry_id": "MANUAL:number", "id_token": subject_token_of("id_number", NUMBER, KEY)}
    phoned = {**ENTRY, "entry_id": "MANUAL:phone", "phone_token": subject_token_of("mobile_phone", PHONE, KEY)}
    person = {"party_type_code": "PERSON", "party_name": "张三"}
    court = {"record_id": "JUDGMENT:1", "record_type_code": "JUDGMENT", "published_date": TODAY, **person}
    exact = [
        record("numbered", "P1", id_number=NUMBER),
        record("court", "P2") | {"record_id": "court_vendor:JUDGMENT:1"},
        record("A1", "P3", mobile_phone=PHONE),
        record("A2", "P4", mobile_phone=PHONE),
        record("A3", "P5", mobile_phone=PHONE, name_key="张晓明", name_sound="xiaoming zhang"),
    ]
    records = [one for one, *_ in WRITTEN.values()] + exact
    decisions = [numbered, phoned]
    bank = Bank(spark, court=[court], sanctions=LISTED, aliases=ALIASES, records=records, decisions=decisions)
    return bank.screened()


@pytest.fixture(scope="module")
def found(screening):
    return _found(screening)


def test_exact_links_come_first_and_one_number_is_one_person(screening, found):
    assert screening["silver.list_screening"].columns == column_names("silver.list_screening")
    by_number = found["core_bank:numbered", "MANUAL:number"]
    own = found["court_vendor:JUDGMENT:1", "COURT_JUDGMENT:JUDGMENT:1"]
    assert [by_number[name] for name in ("link_rule_code", "outcome_code", "party_id")] == [
        "ID_NUMBER",
        "HIT",
        party_of("P1"),
    ]
    assert [own[name] for name in ("link_rule_code", "outcome_code", "match_weight")] == ["RECORD", "HIT", None]


def test_a_telephone_is_sure_only_of_its_holder_and_of_the_same_name(found):
    outcomes = {one: found[f"core_bank:{one}", "MANUAL:phone"]["outcome_code"] for one in ("A1", "A2", "A3")}
    assert outcomes == {"A1": "HIT", "A2": "REVIEW", "A3": "HIT"}


@pytest.mark.parametrize("way", WRITTEN)
def test_a_name_is_found_however_it_is_written_and_needs_a_birth_to_be_sure(found, way):
    written, entry_id, agreed = WRITTEN[way]
    links = {entry: row for (record_id, entry), row in found.items() if record_id == written["record_id"]}
    assert set(links) == ({entry_id} if entry_id else set())
    if agreed:
        codes = [f"{one}_agreement_code" for one in ("name", "birth", "place")]
        assert tuple(links[entry_id][name] for name in (*codes, "outcome_code")) == agreed


def test_a_hit_names_the_name_and_tells_its_reasons_in_words(found):
    alias, here = found["core_bank:alias", GOMEZ], found["core_bank:here", WIDOBLO]
    assert alias["listed_name_text"] == "BIOHO, Domingo Segundo"
    assert alias["explanation_text"] == "names read alike; a date of birth is not known; a country is not known"
    assert (alias["match_weight"], here["match_weight"]) == (12.0, 13.0)


def test_a_short_name_is_shared_by_many_and_says_less(found):
    assert found["core_bank:short", ZHANG]["match_weight"] == 18.0
    assert found["core_bank:short", ZHANG]["outcome_code"] == "REVIEW"


def _answer(rows, place, day, kind="CLEARED", **more):
    row = rows[f"core_bank:C{place}", PALACIO]
    pair = {name: row[name] for name in ("record_id", "record_hash", "entry_hash")}
    return said(kind, PALACIO, day.isoformat(), **pair | more)


@pytest.fixture(scope="module")
def days(spark):
    """Four days: people answer on the first, a record moves to another party, a record changes, the list changes."""
    records = [named(f"C{place}", "John Ricardo Palacio Adarve", None) for place in range(5)]
    bank = Bank(spark, sanctions=LISTED[:1], records=records)
    rows = [_found(bank.screened(FIRST))]
    bank.decisions = [
        _answer(rows[0], 0, FIRST),
        _answer(rows[0], 1, FIRST),
        _answer(rows[0], 2, FIRST, approved_by_name=None),
        _answer(rows[0], 3, FIRST, kind="CONFIRMED"),
    ]
    bank.records = [records[0] | {"party_id": party_of("P9")}, *records[1:]]
    rows.append(_found(bank.screened(SECOND)))
    bank.records = [bank.records[0], records[1] | {"content_hash": "another", "changed_date": TODAY}, *records[2:]]
    rows.append(_found(bank.screened(TODAY)))
    bank.sanctions = [{**LISTED[0], "countries_text": "China"}]
    return [*rows, _found(bank.screened(FOURTH))]


def _told(days, place, name):
    return [rows[f"core_bank:C{place}", PALACIO][name] for rows in days]


def test_a_cleared_hit_is_remembered_through_runs_and_merges_until_record_or_entry_change(days):
    assert _told(days, 0, "outcome_code") == ["REVIEW", "CLEARED", "CLEARED", "REVIEW"]
    assert _told(days, 0, "party_id") == [party_of(one) for one in ("PC0", "P9", "P9", "P9")]
    assert _told(days, 0, "approved_by_name") == [None, "Han Mei", "Han Mei", None]
    assert _told(days, 1, "outcome_code") == ["REVIEW", "CLEARED", "REVIEW", "REVIEW"]


def test_nobody_clears_alone_and_what_two_confirm_is_a_hit(days):
    assert _told(days, 2, "outcome_code") == ["REVIEW"] * 4
    assert _told(days, 3, "outcome_code") == ["REVIEW", "HIT", "HIT", "REVIEW"]


def test_only_what_changed_is_compared_again_and_a_new_version_of_the_list_is_compared_whole(days):
    assert _told(days, 1, "screened_date") == [FIRST, FIRST, TODAY, FOURTH]
    assert _told(days, 4, "screened_date") == [FIRST, FIRST, FIRST, FOURTH]


def test_a_sure_name_is_a_hit_also_once_the_telephone_that_stood_for_it_is_no_longer_sure(spark):
    """On the first day the record is of the telephone's holder, on the second it is a party of its own."""
    facts = {"subject_name": "John Ricardo Palacio Adarve", "birth_date": BORN.isoformat()}
    entry = {**ENTRY, **facts, "entry_id": "MANUAL:phone", "phone_token": subject_token_of("mobile_phone", PHONE, KEY)}
    holder, slip = record("A1", "P1", mobile_phone=PHONE), named("A2", "Ricardo Jon Palacio Adarve", mobile_phone=PHONE)
    bank = Bank(spark, decisions=[entry], records=[holder, slip | {"party_id": party_of("P1")}])
    told = []
    for day in (FIRST, SECOND, TODAY):
        row = _found(bank.screened(day))["core_bank:A2", "MANUAL:phone"]
        told.append((row["link_rule_code"], row["outcome_code"]))
        bank.records = [holder, slip]
    assert told == [("PHONE", "HIT"), ("NAME", "HIT"), ("NAME", "HIT")]


def test_carried_and_compared_rows_are_those_of_a_full_comparison(spark, days):
    records = [named(f"C{place}", "John Ricardo Palacio Adarve", None) for place in range(5)]
    whole = _found(Bank(spark, sanctions=LISTED[:1], records=records).screened(TODAY))
    compared = ("name_agreement_code", "birth_agreement_code", "match_weight", "listed_name_text", "explanation_text")
    for pair, row in whole.items():
        assert [days[2][pair][name] for name in compared] == [row[name] for name in compared]
    assert set(whole) == set(days[2])
