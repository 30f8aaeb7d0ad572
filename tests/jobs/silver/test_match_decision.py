"""silver.match_decision: one answer a pair, the newest, and none that one person alone could not give."""

from __future__ import annotations

from expectations.silver.match_decision import row_rules
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import conform
from jobs.silver.match_decision import build
from tests.jobs.frames import frame_of, rows_of

SAME = {
    "left_record_id": "bank:1",
    "right_record_id": "bank:2",
    "decision_code": "SAME",
    "reason_text": "seen on paper",
    "proposed_by_name": "Li Lei",
    "approved_by_name": "Han Mei",
    "decided_at": "2026-06-02T08:00:00.000001",
}


def decided(spark, *said):
    rows = [{**SAME, **one} for one in said]
    return conform(
        build(frame_of(spark, "bronze.review_desk_decisions", *rows)),
        Catalog()["silver.match_decision"],
        row_rules(),
    )


def test_of_several_answers_about_a_pair_the_newest_counts_whichever_record_comes_first(spark):
    newer = {
        "left_record_id": "bank:2",
        "right_record_id": "bank:1",
        "decision_code": "DIFFERENT",
        "approved_by_name": None,
        "decided_at": "2026-06-02T08:00:00.000002",
    }
    assert rows_of(decided(spark, {}, newer), "left_record_id", "right_record_id", "decision_code", "_verdict") == [
        ("bank:1", "bank:2", "DIFFERENT", "loaded"),
        ("bank:1", "bank:2", "SAME", "duplicate"),
    ]


def test_an_answer_that_joins_needs_two_persons_and_two_records(spark):
    alone = {"left_record_id": "bank:0", "approved_by_name": None}
    himself = {"left_record_id": "bank:1", "right_record_id": "bank:3", "approved_by_name": " li lei"}
    one_record = {"left_record_id": "bank:4", "right_record_id": "bank:4"}
    neither = {"left_record_id": "bank:5", "right_record_id": "bank:6", "decision_code": "PERHAPS"}
    assert rows_of(decided(spark, alone, himself, one_record, neither), "left_record_id", "_rule") == [
        ("bank:0", "ONE_PERSON"),
        ("bank:1", "ONE_PERSON"),
        ("bank:4", "SAME_RECORD"),
        ("bank:5", "NOT_IN_VALUES"),
    ]
