from __future__ import annotations

import datetime
from decimal import Decimal

from jobs.gold.customer_public_record import build
from tests.jobs.frames import column_names, frame_of, rows_of
from tests.jobs.gold.customers import party_xref

TODAY = datetime.date(2026, 6, 1)


def judgment(number: int, day: datetime.date) -> dict:
    return {
        "record_id": f"JUDGMENT:{number}",
        "record_type_code": "JUDGMENT",
        "published_date": day,
        "judgment_amount": Decimal(7),
    }


def test_judgments_and_entries_reach_the_customers_they_are_about(spark):
    built = build(
        party_xref(spark),
        frame_of(
            spark,
            "silver.court_record",
            judgment(1, datetime.date(2025, 1, 1)),
            judgment(2, datetime.date(2026, 1, 1)),
        ),
        frame_of(
            spark,
            "gold.risk_level",
            {"party_id": "P1", "risk_level": 3, "active_black_entry_count": 0, "active_grey_entry_count": 1},
            {"party_id": "P2", "risk_level": 1, "active_black_entry_count": 0, "active_grey_entry_count": 0},
        ),
        TODAY,
    )
    assert built.columns == column_names("gold.customer_public_record")
    facts = ("party_id", "judgment_count", "judgment_365_days_count", "judgment_amount", "risk_level")
    assert rows_of(built, *facts) == [
        ("P1", 1, 0, Decimal("7.00"), 3),
        ("P2", 0, 0, Decimal("0.00"), 1),
    ]
    assert rows_of(built, "party_id", "has_active_risk_entry") == [("P1", True), ("P2", False)]
