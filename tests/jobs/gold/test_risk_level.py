"""gold.risk_level: one level for every party, by the policy alone, whatever the order of the rows."""

from __future__ import annotations

import datetime
import random
from decimal import Decimal

from jobs.gold.risk_level import build
from jobs.lakehouse.catalog import Catalog
from jobs.risk.policy import read_policy
from tests.jobs.frames import column_names, frame_of, rows_of

D = datetime.date
TODAY = D(2026, 6, 3)
BLACK = {"entry_id": "FRAUD:2", "list_type_code": "BLACK", "reason_code": "FRAUD"}
GREY = {"entry_id": "COURT_JUDGMENT:1", "list_type_code": "GREY", "reason_code": "COURT_JUDGMENT"}
WHITE = {"entry_id": "MANUAL:1", "list_type_code": "WHITE", "reason_code": "EXEMPTION"}
LEVEL = ("risk_level", "driving_entry_id", "driving_reason_code", "reasons_text")


def _levels(spark, *entries, late_days=0, paid=False, zone=None):
    due = TODAY - datetime.timedelta(days=late_days)
    instalment = {"loan_id": "L1", "due_date": due, "due_amount": Decimal(100)}
    settled = {"paid_date": TODAY, "paid_amount": Decimal(100)} if paid else {}
    xref = {"record_id": "core_bank:C1", "source_system_code": "core_bank", "source_record_id": "C1", "party_id": "P1"}
    return build(
        frame_of(spark, "silver.party", {"party_id": "P1"}),
        frame_of(spark, "silver.party_xref", xref),
        frame_of(spark, "gold.risk_list", *({"party_id": "P1", "is_active": True, **one} for one in entries)),
        frame_of(spark, "silver.loan", {"loan_id": "L1", "customer_id": "C1"}),
        frame_of(spark, "silver.repayment", {**instalment, **settled}),
        frame_of(spark, "gold.credit_score", *([{"party_id": "P1", "zone_code": zone}] if zone else [])),
        TODAY,
    )


def test_nothing_known_is_the_lowest_level_and_has_no_reason(spark):
    level = _levels(spark)
    assert level.columns == column_names("gold.risk_level")
    assert rows_of(level, *LEVEL, "policy_version") == [(1, None, None, None, read_policy().name)]


def test_the_highest_active_entry_drives_and_every_reason_is_told(spark):
    level = _levels(spark, GREY, BLACK, late_days=31)
    assert rows_of(level, *LEVEL) == [(5, "FRAUD:2", "FRAUD", "FRAUD; COURT_JUDGMENT; PAST_DUE_31")]
    assert rows_of(level, "active_black_entry_count", "active_grey_entry_count", "active_white_entry_count") == [
        (1, 1, 0)
    ]


def test_what_was_purchased_is_counted_among_the_grey_entries_and_not_among_the_own_ones(spark):
    vendor = {"entry_id": "VENDOR_FRAUD:1", "list_type_code": "GREY", "reason_code": "VENDOR_FRAUD"}
    own = {"entry_id": "MANUAL:2", "list_type_code": "GREY", "reason_code": "SUSPICION"}
    counts = ("active_grey_entry_count", "active_own_grey_entry_count")
    assert rows_of(_levels(spark, GREY, vendor, own), *counts) == [(3, 1)]
    assert rows_of(_levels(spark, GREY, vendor), *counts) == [(2, 0)]


def test_an_entry_that_is_not_active_gives_nothing(spark):
    assert rows_of(_levels(spark, {**BLACK, "is_active": False}), *LEVEL) == [(1, None, None, None)]


def test_a_white_entry_is_counted_and_gives_no_level(spark):
    level = _levels(spark, WHITE)
    assert rows_of(level, "risk_level", "active_white_entry_count", "reasons_text") == [(1, 1, None)]


def test_days_past_due_raise_the_level_by_the_steps_of_the_policy(spark):
    steps = {1: 2, 30: 2, 31: 3, 60: 3, 61: 4}
    found = {days: rows_of(_levels(spark, late_days=days), "risk_level")[0][0] for days in steps}
    assert found == steps
    assert rows_of(_levels(spark, late_days=61), *LEVEL[1:3]) == [(None, "PAST_DUE_61")]
    assert rows_of(_levels(spark, late_days=61, paid=True), "risk_level") == [(1,)]


def test_the_zone_of_the_score_raises_the_level_and_refuses_nobody(spark):
    assert rows_of(_levels(spark, zone="PASS"), *LEVEL) == [(1, None, None, None)]
    assert rows_of(_levels(spark, zone="MANUAL"), *LEVEL) == [(2, None, "SCORE_MANUAL", "SCORE_MANUAL")]
    assert rows_of(_levels(spark, zone="REJECT"), *LEVEL) == [(3, None, "SCORE_REJECT", "SCORE_REJECT")]


def test_of_entry_arrears_and_score_the_highest_drives_and_each_is_told(spark):
    level = _levels(spark, GREY, late_days=61, zone="REJECT")
    assert rows_of(level, *LEVEL) == [(4, None, "PAST_DUE_61", "PAST_DUE_61; COURT_JUDGMENT; SCORE_REJECT")]
    assert rows_of(_levels(spark, GREY, zone="REJECT"), "driving_reason_code") == [("COURT_JUDGMENT",)]


def test_every_product_takes_its_level_from_one_table():
    """Whoever shows a level reads it; the score is made from no table that knows it, so there is no circle."""
    showing = [one for one in Catalog() if "risk_level" in one.column_names and one.name != "gold.risk_level"]
    for contract in showing:
        read = contract.blocks or contract.inputs
        assert any("risk_level" in Catalog()[name].column_names for name in read), contract.name
    behind = {one.name for one in Catalog().reading("gold.risk_level")}
    assert {"gold.customer_wide", "gold.decision_input"} <= behind
    assert "gold.credit_score" not in behind


def test_an_open_appeal_is_shown_beside_the_level(spark):
    assert rows_of(_levels(spark, {**BLACK, "appeal_state_code": "OPEN"}), "risk_level", "has_open_appeal") == [
        (5, True)
    ]


def test_of_entries_of_one_level_the_same_one_drives_whatever_their_order(spark):
    entries = [{**BLACK, "entry_id": f"FRAUD:{number}"} for number in range(5)]
    shuffled = random.Random(7).sample(entries, len(entries))  # noqa: S311
    assert {rows_of(_levels(spark, *some), *LEVEL)[0][1] for some in (entries, shuffled)} == {"FRAUD:0"}
