"""gold.decision_input: an application sees what its purpose may see, and nobody who may not be served."""

from __future__ import annotations

import datetime

import pytest

from expectations.gold.decision_input import row_rules
from jobs.gold.decision_input import build
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.conform import RULE, VERDICT, conform
from tests.jobs.frames import column_names, frame_of, rows_of
from tests.jobs.gold.customers import xref

D = datetime.date
TODAY = D(2026, 6, 3)
TABLE = "gold.decision_input"
SHOWN = ("list_colour_code", "risk_level", "driving_reason_code", "score", "zone_code")
LISTED = {
    "P1": {"active_white_entry_count": 1},
    "P2": {"active_grey_entry_count": 1, "active_own_grey_entry_count": 1, "risk_level": 4}
    | {"driving_reason_code": "SUSPICION", "reasons_text": "SUSPICION; SCORE_MANUAL"},
    "P3": {"active_black_entry_count": 1, "active_white_entry_count": 1, "risk_level": 5},
    "P4": {},
    "P5": {"active_grey_entry_count": 1, "active_own_grey_entry_count": 0, "risk_level": 3}
    | {"driving_reason_code": "SCORE_REJECT", "reasons_text": "SCORE_REJECT; COURT_JUDGMENT"},
    "P6": {"risk_level": 2, "driving_reason_code": "SCORE_MANUAL", "reasons_text": "SCORE_MANUAL"},
}
MARKETING = {
    "P1": {"given_date": D(2026, 1, 1)},
    "P2": {"given_date": TODAY},
    "P3": {"given_date": D(2026, 1, 1)},
    "P4": {"given_date": D(2026, 1, 1), "withdrawn_date": TODAY},
    "P5": {"given_date": D(2026, 1, 1)},
    "P7": {"given_date": D(2026, 1, 1)},
}


def _consent(party: str, purpose: str, **more):
    number = party[1:]
    return {"consent_id": f"S00000000{number}", "customer_id": f"C{number}", "purpose_code": purpose} | more


@pytest.fixture(scope="module")
def built(spark):
    """P1 is on the white list, P2 and P5 on the grey, P3 on the black one; P7 is on no known one, P8 no customer."""
    credit = _consent("P1", "credit_risk", given_date=D(2025, 1, 1)) | {"consent_id": "S000000011"}
    levels = ({"party_id": party, "risk_level": 1, "policy_version": "1"} | one for party, one in LISTED.items())
    scores = ({"party_id": f"P{number}", "score": 500 + number, "zone_code": "MANUAL"} for number in (1, 2, 3))
    return build(
        frame_of(
            spark,
            "silver.party_xref",
            *(xref("core_bank", f"C{number}", f"P{number}") for number in range(1, 8)),
            xref("core_bank", "C9", "P1"),
            xref("court_vendor", "JUDGMENT:1", "P8"),
        ),
        frame_of(
            spark,
            "silver.consent",
            credit,
            *(_consent(party, "marketing", **one) for party, one in MARKETING.items()),
        ),
        frame_of(spark, "gold.risk_level", *levels),
        frame_of(spark, "gold.credit_score", *scores),
        TODAY,
    ).cache()


def test_every_customer_has_one_row_for_each_purpose_that_needs_no_consent(built):
    assert built.columns == column_names(TABLE)
    served = rows_of(built.where("purpose_code <> 'marketing'"), "purpose_code", "party_id")
    assert served == sorted((one, f"P{number}") for one in ("collection", "credit_decision") for number in range(1, 8))


def test_marketing_meets_nobody_who_is_black_unknown_or_without_consent(built):
    marketing = built.where("purpose_code = 'marketing'")
    assert rows_of(marketing, "party_id", "consent_id", *SHOWN) == [
        ("P1", "S000000001", "WHITE", None, None, None, None),
        ("P2", "S000000002", "GREY", None, None, None, None),
        ("P5", "S000000005", "NONE", None, None, None, None),
    ]


def test_who_is_grey_by_purchased_data_alone_is_grey_to_credit_and_to_nobody_else(built):
    seen = dict(rows_of(built.where("party_id = 'P5'"), "purpose_code", "list_colour_code"))
    assert seen == {"credit_decision": "GREY", "collection": "GREY", "marketing": "NONE"}


def test_the_zone_of_the_score_is_no_reason_for_who_may_not_see_the_score(built):
    told = ("party_id", "driving_reason_code", "reasons_text")
    some = built.where("party_id IN ('P2', 'P5', 'P6')")
    assert rows_of(some.where("purpose_code = 'credit_decision'"), *told) == [
        ("P2", "SUSPICION", "SUSPICION; SCORE_MANUAL"),
        ("P5", "SCORE_REJECT", "SCORE_REJECT; COURT_JUDGMENT"),
        ("P6", "SCORE_MANUAL", "SCORE_MANUAL"),
    ]
    assert rows_of(some.where("purpose_code = 'collection'"), *told) == [
        ("P2", "SUSPICION", "SUSPICION"),
        ("P5", None, "COURT_JUDGMENT"),
        ("P6", None, None),
    ]


def test_a_purpose_sees_what_it_shows(built):
    mine = built.where("party_id = 'P2'")
    assert rows_of(mine.where("purpose_code = 'credit_decision'"), *SHOWN) == [("GREY", 4, "SUSPICION", 502, "MANUAL")]
    assert rows_of(mine.where("purpose_code = 'collection'"), *SHOWN) == [("GREY", 4, "SUSPICION", None, None)]
    assert rows_of(built.where("party_id = 'P3' AND purpose_code = 'collection'"), *SHOWN[:2]) == [("BLACK", 5)]


def test_consent_and_the_day_of_each_input_are_told(built):
    told = ("consent_state_code", "consent_as_of_date", "risk_level_as_of_date", "score_as_of_date")
    credit, collection = (built.where(f"purpose_code = '{one}'") for one in ("credit_decision", "collection"))
    assert rows_of(credit.where("party_id IN ('P1', 'P7')"), *told) == [
        ("IN_FORCE", TODAY, TODAY, TODAY),
        ("NEVER_GIVEN", TODAY, None, None),
    ]
    assert rows_of(collection.where("party_id = 'P1'"), *told) == [("NOT_NEEDED", None, TODAY, None)]


def test_the_gate_stops_what_a_purpose_may_not_see(spark):
    row = {"party_id": f"P{'0' * 20}", "purpose_code": "marketing", "consent_state_code": "IN_FORCE"}
    row |= {"list_colour_code": "NONE", "purposes_version": "1"}
    collection = {"purpose_code": "collection", "consent_state_code": "NOT_NEEDED", "risk_level": 3}
    wrong = [
        ({}, None),
        ({"list_colour_code": "BLACK"}, "BLACK_SHOWN"),
        ({"consent_state_code": "WITHDRAWN"}, "WITHOUT_CONSENT"),
        ({"score": 500}, "SHOWN_TOO_MUCH"),
        ({**collection, "driving_reason_code": "SCORE_REJECT"}, "SHOWN_TOO_MUCH"),
        ({**collection, "reasons_text": "COURT_JUDGMENT; SCORE_MANUAL"}, "SHOWN_TOO_MUCH"),
        ({**collection, "reasons_text": "COURT_JUDGMENT"}, None),
        ({**collection, "purpose_code": "credit_decision", "reasons_text": "SCORE_MANUAL"}, None),
    ]
    rows = ({**row, "party_id": f"P{place:020}", **one} for place, (one, _) in enumerate(wrong))
    judged = conform(frame_of(spark, TABLE, *rows), Catalog()[TABLE], row_rules())
    found = [one[1:] for one in rows_of(judged, "party_id", VERDICT, RULE)]
    assert found == [("loaded" if rule is None else "quarantined", rule) for _, rule in wrong]
