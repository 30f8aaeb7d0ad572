"""What a vendor lists is grey, counts while vendor, law and telephone let it, and has no effect without evidence."""

from __future__ import annotations

import datetime

import pytest

from expectations.silver.risk_list_entry import row_rules
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import conform
from jobs.risk.policy import read_policy
from jobs.risk.subject import subject_token_of
from tests.jobs.frames import rows_of
from tests.jobs.risk.rows import ENTRY, KEY, TODAY, Bank, party_of, record, said

D = datetime.date
NUMBER, PHONE = "11010519491231002X", "13800001111"
YESTERDAY, TOMORROW = D(2026, 6, 2), D(2026, 6, 4)
COUNTS = (None, None, True)


def _listed(number, **more):
    known = {"record_id": f"FRAUD_VENDOR:{number}", "source_code": "FRAUD_VENDOR", "listed_date": D(2025, 3, 1)}
    return {**known, "evidence_number": f"EV{number}", "id_number": NUMBER, **more}


def _phoned(number, phone=PHONE):
    return _listed(number, id_number=None, mobile_phone=phone)


def _entry_id(number):
    return f"VENDOR_FRAUD:FRAUD_VENDOR:{number}"


def _end(entry):
    return entry["ended_date"], entry["end_reason_code"], entry["is_in_force"]


# What the vendor tells beside the day of listing, the last day that follows, and how the entry stands today.
STANDING = {
    "open": ({}, D(2030, 3, 1), COUNTS),
    "on its last day": ({"last_date": TODAY}, TODAY, COUNTS),
    "past its last day": ({"last_date": YESTERDAY}, YESTERDAY, (TODAY, "EXPIRED", False)),
    "taken off": ({"removed_date": TODAY}, D(2030, 3, 1), (TODAY, "WITHDRAWN", False)),
    "to be taken off": ({"removed_date": TOMORROW}, D(2030, 3, 1), COUNTS),
    "five years old": ({"listed_date": D(2021, 6, 3)}, TODAY, COUNTS),
    "older": ({"listed_date": YESTERDAY.replace(year=2021)}, YESTERDAY, (TODAY, "FIVE_YEARS", False)),
    "older, kept on by the vendor": (
        {"listed_date": YESTERDAY.replace(year=2021), "last_date": D(2030, 1, 1)},
        YESTERDAY,
        (TODAY, "FIVE_YEARS", False),
    ),
}


@pytest.fixture(scope="module")
def entries(spark):
    """One day of a list with an entry for each line of the table, one of tomorrow, and one that is appealed."""
    listed = [_listed(number, **told) for number, (told, _, _) in STANDING.items()]
    appeal = said("APPEAL", _entry_id("appealed"), "2026-05-18", approved_by_name=None)
    future = _listed("tomorrow", listed_date=TOMORROW)
    bank = Bank(spark, listed=[*listed, future, _listed("appealed"), _phoned("phoned")], decisions=[appeal])
    return {row["entry_id"]: row.asDict() for row in bank.entries().collect()}


@pytest.mark.parametrize("case", STANDING)
def test_an_entry_counts_until_its_vendor_or_the_law_ends_it_whatever_comes_first(entries, case):
    _, last, end = STANDING[case]
    entry = entries[_entry_id(case)]
    assert (entry["valid_to_date"], _end(entry)) == (last, end)


def test_what_is_listed_on_a_later_day_is_not_known_yet(entries):
    assert _entry_id("tomorrow") not in entries


def test_an_entry_is_grey_names_its_evidence_and_has_the_two_persons_of_the_policy(entries):
    entry, reason = entries[_entry_id("open")], read_policy().reasons["VENDOR_FRAUD"]
    assert (entry["list_type_code"], entry["source_code"]) == ("GREY", "FRAUD_VENDOR")
    assert entry["evidence_reference"] == "EVopen"
    assert (entry["proposed_by_name"], entry["approved_by_name"]) == (reason.author, reason.approver)


def test_a_subject_is_a_token_of_its_number_or_of_its_telephone(entries):
    told = [entries[_entry_id(one)] for one in ("open", "phoned")]
    assert [(one["id_token"], one["phone_token"]) for one in told] == [
        (subject_token_of("id_number", NUMBER, KEY), None),
        (None, subject_token_of("mobile_phone", PHONE, KEY)),
    ]


def test_an_appeal_against_a_vendor_is_late_after_15_days(entries):
    entry = entries[_entry_id("appealed")]
    assert (entry["appeal_due_date"], entry["is_appeal_late"], _end(entry)) == (D(2026, 6, 2), True, COUNTS)


def test_an_entry_without_evidence_is_quarantined(spark):
    bank = Bank(spark, listed=[_listed("1", evidence_number=" "), _listed("2", evidence_number=None)])
    judged = conform(bank.entries(), Catalog()["silver.risk_list_entry"], row_rules())
    assert rows_of(judged, "entry_id", "_rule") == [(_entry_id("1"), "NO_EVIDENCE"), (_entry_id("2"), "NOT_NULL")]


def _levels(tables):
    return {row[0]: row[1:] for row in rows_of(tables["gold.risk_level"], "party_id", "risk_level", "driving_entry_id")}


def test_the_word_of_a_vendor_alone_makes_level_four_and_a_white_entry_overrides_it(spark):
    records = [record("C1", "P1", id_number=NUMBER), record("C2", "P2", id_number="N2"), record("C3", "P3")]
    token = {"id_token": subject_token_of("id_number", "N2", KEY)}
    white = {"list_type_code": "WHITE", "reason_code": "EXEMPTION", "valid_to_date": "2026-12-31"}
    bank = Bank(
        spark,
        listed=[_listed("1"), _listed("2", id_number="N2")],
        records=records,
        decisions=[{**ENTRY, **token, **white, "entry_id": "MANUAL:white"}],
    )
    levels = [_levels(bank.day())[party_of(name)] for name in ("P1", "P2", "P3")]
    assert levels == [(4, _entry_id("1")), (1, None), (1, None)]


@pytest.fixture(scope="module")
def days(spark):
    """Two days: the telephone of an entry passes to somebody else, and the vendor tells another entry no more."""
    giver, moved = (record("C1", "P1", id_number="N1", mobile_phone=phone) for phone in (PHONE, None))
    other = record("C2", "P2", id_number=NUMBER)
    bank = Bank(spark, listed=[_phoned("phoned"), _listed("gone")], records=[giver, other])
    first = bank.day(D(2026, 6, 2))
    bank.listed = [_phoned("phoned")]
    bank.records = [moved, other, record("C3", "P3", id_number="N3", mobile_phone=PHONE)]
    return first, bank.day(TODAY)


def test_a_telephone_that_passed_on_takes_the_entry_to_nobody(days):
    first, second = days
    ends = [
        {row["entry_id"]: _end(row.asDict()) for row in day["silver.risk_list_entry"].collect()}[_entry_id("phoned")]
        for day in days
    ]
    assert ends == [COUNTS, (TODAY, "RECYCLED_PHONE", False)]
    assert _levels(first)[party_of("P1")] == (4, _entry_id("phoned"))
    assert [_levels(second)[party_of(name)] for name in ("P1", "P3")] == [(1, None), (1, None)]


def test_what_the_vendor_tells_no_more_is_withdrawn_that_day(days):
    first, second = days
    assert _levels(first)[party_of("P2")] == (4, _entry_id("gone"))
    assert _levels(second)[party_of("P2")] == (1, None)
    gone = second["silver.risk_list_entry"].where(f"entry_id = '{_entry_id('gone')}'").first().asDict()
    assert _end(gone) == (TODAY, "WITHDRAWN", False)
