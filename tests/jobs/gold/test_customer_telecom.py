from __future__ import annotations

from jobs.gold.customer_telecom import build
from tests.jobs.frames import column_names, frame_of, rows_of
from tests.jobs.gold.customers import party_xref

NUMBER = "11010519491231002X"


def test_the_answer_reaches_the_party_with_the_number_and_nobody_else(spark):
    built = build(
        party_xref(spark),
        frame_of(
            spark,
            "silver.party",
            {"party_id": "P1", "id_number": NUMBER, "division_code": "110101"},
            {"party_id": "P2"},
        ),
        frame_of(
            spark,
            "silver.telecom_profile",
            {"id_number": NUMBER, "has_telecom_profile": True, "telecom_tenure_months": 48}
            | {"home_division_code": "110105"},
        ),
    )
    assert built.columns == column_names("gold.customer_telecom")
    facts = ("party_id", "has_telecom_profile", "telecom_tenure_months", "is_telephone_at_home")
    assert rows_of(built, *facts) == [("P1", True, 48, False), ("P2", False, None, None)]
