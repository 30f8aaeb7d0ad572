"""silver.phone_owner: whose a number is, and that it passes on only with evidence."""

from __future__ import annotations

import datetime

import pytest
from pyspark.sql import functions as F

from expectations.silver.phone_owner import row_rules
from jobs.identity.phone_passing import MOST_RECORDS
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import conform
from jobs.silver import phone_owner
from tests.jobs.frames import column_names, frame_of, rows_of

D = datetime.date
MONDAY, TUESDAY, WEDNESDAY = D(2026, 6, 1), D(2026, 6, 2), D(2026, 6, 3)
LONG_AGO = D(2020, 1, 1)
PHONE = "13800001111"
TABLES = ("silver.party_record", "silver.party_xref", "silver.match_record")
KEPT = (None, False, None, None)


def _record(number, party, phone=PHONE, written=LONG_AGO, **identity):
    known = identity or {"id_number": f"number of {party}"}
    told = {"record_id": f"core_bank:{number}", "party_id": party, "mobile_phone": phone, "as_of_date": written}
    return told | known


def _answer(party, months):
    return {"id_number": f"number of {party}", "mobile_phone": PHONE, "telecom_tenure_months": months}


def _day(spark, day, records, answers=(), before=None, absent=()):
    frames = []
    for table in TABLES:
        frames.append(_frame(spark, table, records))
    profiles = frame_of(spark, "silver.telecom_profile", *answers)
    empty = frame_of(spark, "silver.phone_owner").withColumn("business_date", F.lit(day))
    built = phone_owner.build(
        *frames, profiles, _frame(spark, "silver.absent_record", absent), empty if before is None else before, day
    )
    rows = frame_of(spark, "silver.phone_owner", *(row.asDict() for row in built.collect()))
    return rows.withColumn("business_date", F.lit(day))


def _frame(spark, table, rows):
    names = set(Catalog()[table].column_names)
    return frame_of(spark, table, *({name: row[name] for name in names & set(row)} for row in rows))


def _days(spark, *days, answers=()):
    """The last of several days in a row, each with its records."""
    found = None
    for number, records in enumerate(days):
        found = _day(spark, MONDAY + datetime.timedelta(days=number), records, answers, found)
    return found.drop("business_date")


def _of(found, number):
    facts = ("valid_to_date", "is_recycled", "successor_record_id", "evidence_code")
    (row,) = rows_of(found.where(F.col("record_id") == f"core_bank:{number}"), *facts)
    return row


def test_a_number_belongs_to_the_records_that_name_it_since_the_bank_first_saw_it(spark):
    found = _days(spark, [_record("C1", "P1")], [_record("C1", "P1"), _record("C2", "P1")])
    assert found.columns == column_names("silver.phone_owner")
    facts = ("record_id", "party_id", "valid_from_date", "valid_to_date", "is_named", "is_recycled")
    assert rows_of(found, *facts) == [
        ("core_bank:C1", "P1", MONDAY, None, True, False),
        ("core_bank:C2", "P1", TUESDAY, None, True, False),
    ]


def test_a_number_that_its_party_names_no_more_and_another_person_does_has_passed_on(spark):
    moved = _record("C1", "P1", phone=None)
    found = _days(spark, [_record("C1", "P1")], [moved, _record("C2", "P2")], [moved, _record("C2", "P2")])
    assert _of(found, "C1") == (TUESDAY, True, "core_bank:C2", "NAMED_BY_ANOTHER")
    assert _of(found, "C2") == KEPT


def test_a_number_that_nobody_else_names_has_ended_and_not_passed_on(spark):
    found = _days(spark, [_record("C1", "P1")], [_record("C1", "P1", phone=None)])
    assert _of(found, "C1") == (TUESDAY, False, None, None)


def test_another_record_of_the_same_party_keeps_the_number(spark):
    moved = _record("C1", "P1", phone=None)
    found = _days(spark, [_record("C1", "P1")], [moved, _record("C3", "P1"), _record("C2", "P2")])
    assert _of(found, "C1") == (TUESDAY, False, None, None)


def test_the_number_of_a_customer_whose_only_record_is_gone_passes_to_another_person(spark):
    """To the same person under another number it does not; the party of the gone record may have gone on since."""
    gone = _record("C1", "P1")
    monday = _day(spark, MONDAY, [gone])
    passed = _day(spark, TUESDAY, [_record("C2", "P2")], before=monday, absent=[{**gone, "party_id": "P9"}])
    assert _of(passed, "C1") == (TUESDAY, True, "core_bank:C2", "NAMED_BY_ANOTHER")
    assert rows_of(passed, "record_id", "party_id") == [("core_bank:C1", "P9"), ("core_bank:C2", "P2")]
    same = _record("C2", "P2", id_number="number of P1")
    assert _of(_day(spark, TUESDAY, [same], before=monday, absent=[gone]), "C1") == (TUESDAY, False, None, None)


@pytest.mark.parametrize(
    ("first", "second", "are_two"),
    [
        ({"id_number": "1"}, {"id_number": "2"}, True),
        ({"id_number": "1", "name_key": "A"}, {"name_key": "B"}, False),
        ({"name_key": "A", "birth_date": D(1980, 1, 1)}, {"name_key": "B", "birth_date": D(1990, 1, 1)}, True),
        ({"name_key": "A", "birth_date": D(1980, 1, 1)}, {"name_key": "A", "birth_date": D(1990, 1, 1)}, False),
        ({"id_number": "1", "name_key": "A"}, {"id_number": "1", "name_key": "B"}, False),
    ],
)
def test_a_number_passes_only_between_people_who_cannot_be_one(spark, first, second, are_two):
    moved = _record("C1", "P1", phone=None, **first)
    found = _days(spark, [_record("C1", "P1", **first)], [moved, _record("C2", "P2", **second)])
    assert _of(found, "C1")[1] is are_two


def test_a_stale_record_loses_its_number_to_whom_the_operator_gave_it_later(spark):
    records = [_record("C1", "P1", written=D(2026, 3, 31)), _record("C2", "P2", written=D(2026, 5, 20))]
    assert _of(_days(spark, records, answers=[_answer("P2", 1)]), "C1") == (
        MONDAY, True, "core_bank:C2", "NETWORK_TENURE"
    )  # fmt: skip
    assert _of(_days(spark, records, answers=[_answer("P2", 2)]), "C1") == KEPT
    assert _of(_days(spark, records), "C1") == KEPT


def test_what_passed_on_stays_so_until_the_source_writes_the_number_anew(spark):
    second = _record("C2", "P2")
    stale, renewed = (_record("C1", "P1", written=day) for day in (D(2026, 3, 31), TUESDAY))
    monday = _day(spark, MONDAY, [stale, second], [_answer("P2", 1)])
    tuesday = _day(spark, TUESDAY, [stale, second], (), monday)
    assert _of(tuesday, "C1") == (MONDAY, True, "core_bank:C2", "NETWORK_TENURE")
    assert _of(_day(spark, WEDNESDAY, [renewed, second], (), tuesday), "C1") == KEPT


def test_a_number_that_two_people_name_returns_once_its_party_names_it_again(spark):
    """The record was missing for a day and comes back as it was written long ago, or another one names the number."""
    first, second, moved = _record("C1", "P1"), _record("C2", "P2"), _record("C1", "P1", phone=None)
    found = _days(spark, [first, second], [second], [first, second])
    assert _of(found, "C1")[1:] == KEPT[1:]
    found = _days(spark, [first, second], [moved, second], [moved, second, _record("C3", "P1")])
    assert [_of(found, number)[1:] for number in ("C1", "C3")] == [KEPT[1:], KEPT[1:]]


def test_a_number_that_many_records_name_passes_to_no_one(spark):
    many = [_record(f"C{number}", f"P{number}") for number in range(1, MOST_RECORDS + 1)]
    moved = _record("C0", "P0", phone=None)
    assert _of(_days(spark, [_record("C0", "P0")], [moved, *many[1:]]), "C0")[1] is True
    assert _of(_days(spark, [_record("C0", "P0")], [moved, *many]), "C0")[1] is False


def test_an_unproven_passing_and_one_without_an_end_are_quarantined(spark):
    row = {"mobile_phone": PHONE, "party_id": f"P{'0' * 20}", "valid_from_date": MONDAY, "is_named": False}
    wrong = [
        {"record_id": "1", "is_recycled": True, "valid_to_date": MONDAY, **row},
        {"record_id": "2", "is_recycled": True, "successor_record_id": "1", "evidence_code": "NETWORK_TENURE", **row},
        {"record_id": "3", "is_recycled": False, **row},
    ]
    judged = conform(frame_of(spark, "silver.phone_owner", *wrong), Catalog()["silver.phone_owner"], row_rules())
    assert rows_of(judged, "record_id", "_rule") == [("1", "PASSED_UNPROVEN"), ("2", "PASSED_UNENDED"), ("3", None)]
