"""What courts said of parties is told as long as the law lets bad information be kept, to the day."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from jobs.gold import customer_public_record, enterprise_public_record
from jobs.gold.court_measures import judged_parties
from tests.jobs.frames import frame_of, rows_of
from tests.jobs.gold.customers import xref

D = datetime.date
TODAY = D(2026, 6, 1)
LAST, OVER = D(2021, 6, 1), D(2021, 5, 31)
JUDGMENTS = ("judgment_count", "judgment_amount", "last_judgment_date")
DEBTORS = ("dishonest_debtor_count", "removed_dishonest_debtor_count", "last_dishonest_debtor_date")


def judged(day: D) -> dict:
    return {"record_type_code": "JUDGMENT", "published_date": day, "judgment_amount": Decimal(7)}


def listed(since: D, until: D | None) -> dict:
    return {"record_type_code": "DISHONEST_DEBTOR", "published_date": since, "removed_date": until}


RECORDS = {
    "judged five years ago": judged(LAST),
    "judged a day before": judged(OVER),
    "taken off five years ago": listed(D(2015, 1, 1), LAST),
    "taken off a day before": listed(D(2015, 1, 1), OVER),
    "never taken off": listed(D(2010, 1, 1), None),
}


def _frames(spark) -> dict:
    """Each record names a party of its own, which is a customer too."""
    numbers = [xref("court_vendor", name, name) for name in RECORDS] + [xref("core_bank", one, one) for one in RECORDS]
    records = [{"record_id": name, **told} for name, told in RECORDS.items()]
    level = {"risk_level": 1, "active_black_entry_count": 0, "active_grey_entry_count": 0}
    return {
        "party_xref": frame_of(spark, "silver.party_xref", *numbers),
        "court_record": frame_of(spark, "silver.court_record", *records),
        "risk_level": frame_of(spark, "gold.risk_level", *({"party_id": name, **level} for name in RECORDS)),
        "business_date": TODAY,
    }


@pytest.fixture(scope="module")
def frames(spark):
    return _frames(spark)


def test_a_judgment_is_told_five_years_after_it_was_given_and_not_a_day_longer(frames):
    found = {row[0]: row[1:] for row in rows_of(customer_public_record.build(**frames), "party_id", *JUDGMENTS)}
    assert found["judged five years ago"] == (1, Decimal("7.00"), LAST)
    assert found["judged a day before"] == (0, Decimal("0.00"), None)


def test_a_debtor_is_told_five_years_after_it_was_taken_off_and_as_long_as_it_stands(frames):
    found = {row[0]: row[1:] for row in rows_of(customer_public_record.build(**frames), "party_id", *DEBTORS)}
    assert found["taken off five years ago"] == (0, 1, D(2015, 1, 1))
    assert found["taken off a day before"] == (0, 0, None)
    assert found["never taken off"] == (1, 0, D(2010, 1, 1))


def test_of_a_firm_courts_are_told_as_long_as_of_a_person(spark, frames):
    firms = [{"party_id": name, "party_type_code": "ORGANISATION", "record_count": 2} for name in RECORDS]
    built = enterprise_public_record.build(party=frame_of(spark, "silver.party", *firms), **frames)
    told = rows_of(built.where("judgment_count + removed_dishonest_debtor_count > 0"), "party_id")
    assert told == [("judged five years ago",), ("taken off five years ago",)]


def test_a_party_of_whom_nothing_is_kept_is_not_named_by_courts(frames):
    known = judged_parties(frames["party_xref"], frames["court_record"], TODAY)
    assert rows_of(known, "party_id") == [
        ("judged five years ago",),
        ("never taken off",),
        ("taken off five years ago",),
    ]
