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
    "P2": {"active_grey_entry_count": 1, "risk_level": 3, "driving_reason_code": "COURT_JUDGMENT"},
    "P3": {"active_black_entry_count": 1, "active_white_entry_count": 1, "risk_level": 5},
    "P4": {},
    "P5": {},
}
MARKETING = {
    "P1": {"given_date": D(2026, 1, 1)},
    "P2": {"given_date": TODAY},
    "P3": {"given_date": D(2026, 1, 1)},
    "P4": {"given_date": D(2026, 1, 1), "withdrawn_date": TODAY},
    "P6": {"given_date": D(2026, 1, 1)},
}


def _consent(party: str, purpose: str, **more):
    number = party[1:]
    return {"consent_id": f"S00000000{number}", "customer_id": f"C{number}", "purpose_code": purpose} | more


@pytest.fixture(scope="module")
def built(spark):
    """P1 is on the white list, P2 on the grey, P3 on the black one; of P6 no list is known; P7 is no customer."""
    credit = _consent("P1", "credit_risk", given_date=D(2025, 1, 1)) | {"consent_id": "S000000011"}
    levels = ({"party_id": party, "risk_level": 1, "policy_version": "1"} | one for party, one in LISTED.items())
    scores = ({"party_id": f"P{number}", "score": 500 + number, "zone_code": "MANUAL"} for number in (1, 2, 3))
    return build(
        frame_of(
            spark,
            "silver.party_xref",
            *(xref("core_bank", f"C{number}", f"P{number}") for number in range(1, 7)),
            xref("core_bank", "C8", "P1"),
            xref("court_vendor", "JUDGMENT:1", "P7"),
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
    assert served == sorted((one, f"P{number}") for one in ("collection", "credit_decision") for number in range(1, 7))


def test_marketing_meets_nobody_who_is_black_unknown_or_without_consent(built):
    marketing = built.where("purpose_code = 'marketing'")
    assert rows_of(marketing, "party_id", "consent_id", *SHOWN) == [
        ("P1", "S000000001", "WHITE", None, None, None, None),
        ("P2", "S000000002", "GREY", None, None, None, None),
    ]


def test_a_purpose_sees_what_it_shows(built):
    mine = built.where("party_id = 'P2'")
    assert rows_of(mine.where("purpose_code = 'credit_decision'"), *SHOWN) == [
        ("GREY", 3, "COURT_JUDGMENT", 502, "MANUAL")
    ]
    assert rows_of(mine.where("purpose_code = 'collection'"), *SHOWN) == [("GREY", 3, "COURT_JUDGMENT", None, None)]
    assert rows_of(built.where("party_id = 'P3' AND purpose_code = 'collection'"), *SHOWN[:2]) == [("BLACK", 5)]


def test_consent_and_the_day_of_each_input_are_told(built):
    told = ("consent_state_code", "consent_as_of_date", "risk_level_as_of_date", "score_as_of_date")
    credit, collection = (built.where(f"purpose_code = '{one}'") for one in ("credit_decision", "collection"))
    assert rows_of(credit.where("party_id IN ('P1', 'P6')"), *told) == [
        ("IN_FORCE", TODAY, TODAY, TODAY),
        ("NEVER_GIVEN", TODAY, None, None),
    ]
    assert rows_of(collection.where("party_id = 'P1'"), *told) == [("NOT_NEEDED", None, TODAY, None)]


def test_the_gate_stops_what_a_purpose_may_not_see(spark):
    row = {"party_id": f"P{'0' * 20}", "purpose_code": "marketing", "consent_state_code": "IN_FORCE"}
    row |= {"list_colour_code": "NONE", "purposes_version": "1"}
    wrong = {
        None: {},
        "BLACK_SHOWN": {"list_colour_code": "BLACK"},
        "WITHOUT_CONSENT": {"consent_state_code": "WITHDRAWN"},
        "SHOWN_TOO_MUCH": {"score": 500},
    }
    rows = ({**row, "party_id": f"P{place:020}", **one} for place, one in enumerate(wrong.values()))
    judged = conform(frame_of(spark, TABLE, *rows), Catalog()[TABLE], row_rules())
    found = [one[1:] for one in rows_of(judged, "party_id", VERDICT, RULE)]
    assert found == [("loaded" if rule is None else "quarantined", rule) for rule in wrong]
