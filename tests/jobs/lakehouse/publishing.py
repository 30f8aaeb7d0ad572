"""Publishing a staged result without a run: a verdict that consents, and the publication that names it."""

from __future__ import annotations

import uuid
from datetime import date
from pathlib import Path

from jobs.lakehouse.account import Account
from jobs.lakehouse.gate import Answer, Gate
from jobs.lakehouse.lake import Lake
from jobs.lakehouse.publication import Publication
from jobs.lakehouse.verdict import verdict_of

CONSENT = (Answer("a rule of the tests", "critical", holds=True),)


def give_gate_key(home: Path) -> None:
    """Let the gates of a home sign their verdicts."""
    folder = home / "secrets"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / "gate_key").write_text("key of the tests", encoding="utf-8")


def consented(lake: Lake, table: str, day: date, run_id: str, account: Account) -> Publication:
    """The draft of a publication whose gate was open for exactly this content."""
    gate = Gate(uuid.uuid4().hex, CONSENT, "rules of the tests")
    lake.verdicts.keep(verdict_of(gate, table, day, account.content_hash))
    return Publication(
        table=table,
        business_date=day.isoformat(),
        version=-1,
        content_hash=account.content_hash,
        rows=account.loaded,
        run_id=run_id,
        gate_id=gate.gate_id,
        account=account.facts(),
    )
