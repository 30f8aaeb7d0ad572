"""gold.enterprise_public_record: one row per organisation, with what courts say and where the register knows it."""

from __future__ import annotations

import datetime
from decimal import Decimal

from jobs.gold.enterprise_public_record import build
from tests.jobs.frames import column_names, frame_of, rows_of

TODAY = datetime.date(2026, 6, 1)
LEVEL = {"active_black_entry_count": 0, "active_grey_entry_count": 1, "active_white_entry_count": 0}


def test_each_organisation_has_one_row_with_its_judgments_and_its_record_in_the_register(spark):
    kinds = {"P1": "ORGANISATION", "P2": "ORGANISATION", "P3": "PERSON"}
    parties = [
        {"party_id": one, "party_type_code": kind, "full_name": one, "record_count": 1} for one, kind in kinds.items()
    ]
    records = (
        ("P1", "court_vendor", "JUDGMENT:1"), ("P1", "court_vendor", "DISHONEST_DEBTOR:2"), ("P1", "open_data", "9"),
        ("P1", "open_data", "8"), ("P2", "open_data", "7"), ("P3", "court_vendor", "JUDGMENT:3"),
    )  # fmt: skip
    xref = [
        {"party_id": party, "source_system_code": system, "source_record_id": number, "record_id": f"{system}:{number}"}
        for party, system, number in records
    ]
    judged = {"judgment_amount": Decimal(7), "published_date": datetime.date(2026, 1, 1)}
    courts = (
        {"record_id": "JUDGMENT:1", "record_type_code": "JUDGMENT", **judged},
        {"record_id": "DISHONEST_DEBTOR:2", "record_type_code": "DISHONEST_DEBTOR", "published_date": TODAY},
        {"record_id": "JUDGMENT:3", "record_type_code": "JUDGMENT", **judged},
    )
    levels = [{"party_id": one, "risk_level": 2, **LEVEL} for one in kinds]
    built = build(
        frame_of(spark, "silver.party", *parties),
        frame_of(spark, "silver.party_xref", *xref),
        frame_of(spark, "silver.court_record", *courts),
        frame_of(spark, "gold.risk_level", *levels),
        TODAY,
    )
    assert built.columns == column_names("gold.enterprise_public_record")
    names = ("party_id", "register_record_id", "judgment_count", "judgment_amount", "dishonest_debtor_count")
    assert rows_of(built, *names, "last_judgment_date", "has_active_risk_entry") == [
        ("P1", "open_data:8", 1, Decimal("7.00"), 1, datetime.date(2026, 1, 1), True),
        ("P2", "open_data:7", 0, Decimal("0.00"), 0, None, True),
    ]
