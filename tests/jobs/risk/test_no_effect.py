"""What is over, taken back, without evidence or of one person has no effect anywhere, from entry to level."""

from __future__ import annotations

import datetime

import pytest

from jobs.gold.customer_blocks.outside import list_block
from jobs.risk.subject import subject_token_of
from tests.jobs.frames import rows_of
from tests.jobs.risk.rows import ENTRY, KEY, Bank, record, said

D = datetime.date
NUMBER = "11010519491231002X"
FRAUD = {**ENTRY, "id_token": subject_token_of("id_number", NUMBER, KEY)}
WHITE = FRAUD | {"entry_id": "MANUAL:2", "list_type_code": "WHITE", "reason_code": "EXEMPTION"}
APPEAL = said("APPEAL", "MANUAL:1", "2026-06-01", approved_by_name=None)
WITHOUT_EFFECT = {
    "expired": [FRAUD | {"valid_to_date": "2026-06-02"}],
    "upheld": [FRAUD, APPEAL, said("UPHELD", "MANUAL:1", "2026-06-02")],
    "withdrawn": [FRAUD, said("WITHDRAWN", "MANUAL:1", "2026-06-02")],
    "no evidence": [FRAUD | {"evidence_reference": "  "}],
    "no evidence told": [FRAUD | {"evidence_reference": None}],
    "one author": [FRAUD | {"approved_by_name": None}],
    "approved by the author": [FRAUD | {"approved_by_name": "LI LEI "}],
    "overridden": [FRAUD, WHITE | {"valid_to_date": "2026-12-31"}],
}
WITH_EFFECT = {
    "an entry": [FRAUD],
    "on its last day": [FRAUD | {"valid_to_date": "2026-06-03"}],
    "an appeal that is open": [FRAUD, APPEAL],
    "an appeal that was dismissed": [FRAUD, APPEAL, said("DISMISSED", "MANUAL:1", "2026-06-02")],
    "beside a white entry without end": [FRAUD, WHITE],
    "beside a white entry of one person": [FRAUD, WHITE | {"valid_to_date": "2026-12-31", "approved_by_name": None}],
    "beside a white entry that ended": [FRAUD, WHITE | {"valid_to_date": "2026-06-02"}],
}


def _effects(spark, decisions):
    """Active rows against the party, its level, and what the wide table takes of it."""
    bank = Bank(spark, decisions=decisions, records=[record("C1", "P1", id_number=NUMBER)])
    tables = bank.day()
    active = tables["gold.risk_list"].where("is_active AND list_type_code <> 'WHITE'")
    wide = list_block(tables["gold.risk_level"])
    level = rows_of(tables["gold.risk_level"], "risk_level", "driving_entry_id")
    return rows_of(active, "entry_id"), level, rows_of(wide, "risk_level", "active_black_entry_count")


@pytest.mark.parametrize("decisions", WITHOUT_EFFECT.values(), ids=WITHOUT_EFFECT)
def test_it_has_no_effect(spark, decisions):
    assert _effects(spark, decisions) == ([], [(1, None)], [(1, 0)])


@pytest.mark.parametrize("decisions", WITH_EFFECT.values(), ids=WITH_EFFECT)
def test_everything_else_has_one(spark, decisions):
    assert _effects(spark, decisions) == ([("MANUAL:1",)], [(5, "MANUAL:1")], [(5, 1)])
