from __future__ import annotations

from jobs.silver.party_xref_history import build
from tests.jobs.frames import column_names, frame_of, rows_of


def test_a_day_of_the_history_says_who_a_record_is_and_not_why(spark):
    row = {
        "record_id": "bank:1",
        "source_system_code": "bank",
        "source_record_id": "1",
        "party_id": "P1",
        "match_rule_code": "MODEL",
        "earlier_party_id": "P0",
    }
    built = build(frame_of(spark, "silver.party_xref", row))
    assert built.columns == column_names("silver.party_xref_history")
    assert rows_of(built, *built.columns) == [("bank:1", "bank", "1", "P1")]
