"""Without the signed verdict on exactly this content nothing is published."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.gate import Answer, Gate
from jobs.lakehouse.publication import Publication
from jobs.lakehouse.verdict import Verdicts, verdict_of

DAY = date(2026, 6, 1)
HELD, BROKEN = Answer("a rule", "critical", holds=True), Answer("a rule", "critical", holds=False)
DRAFT = Publication("silver.thing", DAY.isoformat(), -1, "hash", 1, "run", "gate")


def verdicts(lake: Path, key: str = "key") -> Verdicts:
    return Verdicts(lake, lambda: key)


def judged(lake: Path, *answers: Answer, content_hash: str = "hash") -> Path:
    verdicts(lake).keep(verdict_of(Gate("gate", answers, "suite"), "silver.thing", DAY, content_hash))
    return lake / "_verdicts" / "silver.thing" / "gate.json"


def test_an_open_gate_lets_its_content_through(tmp_path: Path) -> None:
    judged(tmp_path, HELD)
    verdicts(tmp_path).require(DRAFT)
    carried = replace(DRAFT, business_date="2026-06-02", partition=DAY.isoformat())
    verdicts(tmp_path).require(carried)


@pytest.mark.parametrize(
    ("draft", "told"),
    [
        (replace(DRAFT, gate_id="unknown"), "there is no verdict unknown"),
        (replace(DRAFT, table="silver.other"), "there is no verdict gate"),
        (replace(DRAFT, content_hash="other"), "was given on another content, table or day"),
        (replace(DRAFT, business_date="2026-06-02"), "was given on another content, table or day"),
    ],
)
@pytest.mark.fault(
    "F46",
    "the verdict of a gate is missing, or was given on another content, table or day",
    "nothing is published",
)
def test_a_missing_or_foreign_verdict_refuses(tmp_path: Path, draft: Publication, told: str) -> None:
    judged(tmp_path, HELD)
    with pytest.raises(DataFault, match=told):
        verdicts(tmp_path).require(draft)


@pytest.mark.parametrize("answers", [(), (BROKEN,)])
def test_a_verdict_that_does_not_consent_refuses(tmp_path: Path, answers: tuple[Answer, ...]) -> None:
    judged(tmp_path, *answers)
    with pytest.raises(DataFault, match="does not consent"):
        verdicts(tmp_path).require(DRAFT)


@pytest.mark.parametrize("change", [{"is_open": True}, {"content_hash": "other"}, {"signature": "00"}])
@pytest.mark.fault(
    "F46",
    "the verdict of a gate is forged",
    "nothing is published",
)
def test_a_forged_verdict_refuses(tmp_path: Path, change: dict[str, object]) -> None:
    path = judged(tmp_path, BROKEN)
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(DataFault, match="does not carry the signature of this installation"):
        verdicts(tmp_path).require(DRAFT)


def test_a_verdict_of_another_installation_refuses(tmp_path: Path) -> None:
    judged(tmp_path, HELD)
    with pytest.raises(DataFault, match="does not carry the signature"):
        verdicts(tmp_path, "key of another").require(DRAFT)


def test_a_verdict_that_is_no_verdict_refuses(tmp_path: Path) -> None:
    judged(tmp_path, HELD).write_text("{")
    with pytest.raises(DataFault, match="cannot be read"):
        verdicts(tmp_path).require(DRAFT)
