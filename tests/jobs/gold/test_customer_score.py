from __future__ import annotations

from jobs.gold.customer_score import build
from tests.jobs.frames import column_names, frame_of, rows_of


def test_each_scored_customer_stands_beside_the_reasons_of_its_level(spark):
    scores = (
        {"party_id": "P1", "score": 640, "band_number": 3, "reason_1_code": "SHORT_TENURE", "model_version": "7"},
        {"party_id": "P2", "score": 700},
    )
    levels = ({"party_id": "P1", "driving_reason_code": "OVERDUE"}, {"party_id": "P3", "driving_reason_code": "COURT"})
    built = build(frame_of(spark, "gold.credit_score", *scores), frame_of(spark, "gold.risk_level", *levels))
    assert built.columns == column_names("gold.customer_score")
    told = ("score", "score_band_number", "score_reason_1_code", "score_model_version", "risk_driving_reason_code")
    assert rows_of(built, "party_id", *told) == [
        ("P1", 640, 3, "SHORT_TENURE", "7", "OVERDUE"),
        ("P2", 700, None, None, None, None),
    ]
