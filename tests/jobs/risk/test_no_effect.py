"""What is over, taken back, without evidence or of one person has no effect anywhere, from entry to level."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from jobs.risk.subject import subject_token_of
from tests.jobs.frames import rows_of
from tests.jobs.risk.rows import ENTRY, KEY, Bank, party_of, record, said

TO_DECEMBER = {"valid_to_date": "2026-12-31"}
WHITE = {"list_type_code": "WHITE", "reason_code": "EXEMPTION"}
APPEAL = ("APPEAL", "2026-06-01")
# What is wrong with the black entry, what people said of it, and a white entry beside it.
WITHOUT_EFFECT: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "expired": ({"valid_to_date": "2026-06-02"}, {}, {}),
    "upheld": ({}, dict([APPEAL, ("UPHELD", "2026-06-02")]), {}),
    "withdrawn": ({}, {"WITHDRAWN": "2026-06-02"}, {}),
    "no evidence": ({"evidence_reference": "  "}, {}, {}),
    "no evidence told": ({"evidence_reference": None}, {}, {}),
    "one author": ({"approved_by_name": None}, {}, {}),
    "approved by the author": ({"approved_by_name": "LI LEI "}, {}, {}),
    "without a last day": ({"valid_to_date": None}, {}, {}),
    "overridden": ({}, {}, TO_DECEMBER),
}
WITH_EFFECT: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "an entry": ({}, {}, {}),
    "on its last day": ({"valid_to_date": "2026-06-03"}, {}, {}),
    "an appeal that is open": ({}, dict([APPEAL]), {}),
    "an appeal that was dismissed": ({}, dict([APPEAL, ("DISMISSED", "2026-06-02")]), {}),
    "beside a white entry without end": ({}, {}, {"valid_to_date": None}),
    "beside a white entry of one person": ({}, {}, {**TO_DECEMBER, "approved_by_name": None}),
    "beside a white entry that ended": ({}, {}, {"valid_to_date": "2026-06-02"}),
}
CASES = {**WITHOUT_EFFECT, **WITH_EFFECT}


@pytest.fixture(scope="module")
def tables(spark):
    """One day of a bank with a party for each case; every case goes the whole way."""
    places = list(enumerate(CASES.values()))
    decisions = [one for place, case in places for one in _decided(f"{place}", *case)]
    records = [record(f"C{place}", f"P{place}", id_number=f"N{place}") for place, _ in places]
    built = Bank(spark, decisions=decisions, records=records).day()
    wide = built["gold.customer_public_record"]
    active = built["gold.risk_list"].where("is_active AND list_type_code <> 'WHITE'")
    return {
        "active": dict(rows_of(active, "party_id", "entry_id")),
        "level": {
            row[0]: row[1:] for row in rows_of(built["gold.risk_level"], "party_id", "risk_level", "driving_entry_id")
        },
        "wide": {row[0]: row[1:] for row in rows_of(wide, "party_id", "risk_level", "active_black_entry_count")},
    }


def _decided(place, entry, words, white):
    token = {"id_token": subject_token_of("id_number", f"N{place}", KEY)}
    black = f"MANUAL:{place}"
    yield {**ENTRY, **token, "entry_id": black, **entry}
    yield from (said(kind, black, day) for kind, day in words.items())
    if white:
        yield {**ENTRY, **token, **WHITE, "entry_id": f"MANUAL:white {place}", **white}


def _seen(tables, case):
    party = party_of(f"P{list(CASES).index(case)}")
    return tables["active"].get(party), tables["level"][party], tables["wide"][party]


@pytest.mark.parametrize("case", WITHOUT_EFFECT)
def test_it_has_no_effect(tables, case):
    assert _seen(tables, case) == (None, (1, None), (1, 0))


@pytest.mark.parametrize("case", WITH_EFFECT)
def test_everything_else_has_one(tables, case):
    entry_id = f"MANUAL:{list(CASES).index(case)}"
    assert _seen(tables, case) == (entry_id, (5, entry_id), (5, 1))
