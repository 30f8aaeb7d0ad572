"""gold.risk_list: entries with the parties they are surely about, and what a white entry overrides."""

from __future__ import annotations

import datetime

from expectations.gold.risk_list import EXPECTATIONS
from jobs.gold.risk_list import build
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.quality import check
from jobs.lakehouse.table_code import Rules
from tests.jobs.frames import column_names, frame_of, rows_of

D = datetime.date
DEBTOR = {"entry_id": "DISHONEST_DEBTOR:1", "list_type_code": "BLACK", "reason_code": "DISHONEST_DEBTOR"}
SANCTION = {"entry_id": "SANCTION:36", "list_type_code": "BLACK", "reason_code": "SANCTION"}
WHITE = {
    "entry_id": "MANUAL:1",
    "list_type_code": "WHITE",
    "reason_code": "EXEMPTION",
    "valid_to_date": D(2026, 12, 31),
}


def _listed(spark, entries, links):
    known = [{"is_in_force": True, **one} for one in entries]
    found = [{"outcome_code": "HIT", "link_rule_code": "RECORD", "party_id": "P1", **one} for one in links]
    return build(frame_of(spark, "silver.risk_list_entry", *known), frame_of(spark, "silver.list_screening", *found))


def _about(*entries, **more):
    return [{"entry_id": one["entry_id"], "record_id": "r1", **more} for one in entries]


def test_an_entry_is_listed_once_for_a_party_with_the_strongest_of_its_links(spark):
    links = [*_about(DEBTOR, link_rule_code="NAME"), *_about(DEBTOR, record_id="r2", link_rule_code="ID_NUMBER")]
    listed = _listed(spark, [DEBTOR], links)
    assert listed.columns == column_names("gold.risk_list")
    assert rows_of(listed, "entry_id", "party_id", "link_rule_code", "is_active") == [
        ("DISHONEST_DEBTOR:1", "P1", "ID_NUMBER", True)
    ]


def test_what_waits_for_people_or_was_cleared_is_nobodys(spark):
    links = [*_about(DEBTOR, outcome_code="REVIEW"), *_about(DEBTOR, record_id="r2", outcome_code="CLEARED")]
    assert rows_of(_listed(spark, [DEBTOR], links), "entry_id") == []


def test_an_entry_that_ended_is_shown_and_does_not_count(spark):
    ended = {**DEBTOR, "is_in_force": False, "ended_date": D(2026, 6, 1), "end_reason_code": "UPHELD"}
    assert rows_of(_listed(spark, [ended], _about(ended)), "end_reason_code", "is_active") == [("UPHELD", False)]


def test_a_white_entry_overrides_what_the_policy_lets_it_and_no_list_of_a_state(spark):
    entries = (DEBTOR, SANCTION, WHITE)
    assert rows_of(_listed(spark, entries, _about(*entries)), "entry_id", "overriding_entry_id", "is_active") == [
        ("DISHONEST_DEBTOR:1", "MANUAL:1", False),
        ("MANUAL:1", None, True),
        ("SANCTION:36", None, True),
    ]


def test_a_white_entry_that_ended_or_is_of_another_party_overrides_nothing(spark):
    over = {**WHITE, "is_in_force": False, "ended_date": D(2026, 6, 1), "end_reason_code": "EXPIRED"}
    ended = _listed(spark, [DEBTOR, over], _about(DEBTOR, over))
    other = _listed(spark, [DEBTOR, WHITE], [*_about(DEBTOR), *_about(WHITE, party_id="P2")])
    for listed in (ended, other):
        assert (DEBTOR["entry_id"], True) in rows_of(listed, "entry_id", "is_active")


def test_a_vendor_that_names_nobody_is_no_warning_and_an_entry_without_a_name_is_one(spark):
    found = {}
    for source in ("FRAUD_VENDOR", "COURT"):
        listed = frame_of(spark, "gold.risk_list", {**DEBTOR, "party_id": "P1", "source_code": source})
        found[source] = check(listed, Catalog()["gold.risk_list"], Rules(EXPECTATIONS)).warnings
    assert found["FRAUD_VENDOR"] == ()
    assert any("subject_name" in one for one in found["COURT"])
