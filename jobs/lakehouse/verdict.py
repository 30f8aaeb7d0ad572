"""Verdicts of the gates, signed and kept: nothing is published without the one that was given on exactly that content.

A verdict names table, business date, hash of the judged content and hash of the rules. It is signed with the key of the
installation, so that one that was written by hand, changed, or given on something else opens nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from jobs.lakehouse.durable import make_folder, make_once, written
from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.gate import Gate, Profile
from jobs.lakehouse.publication import Publication


@dataclass(frozen=True)
class Verdict:
    """What a gate said of one staged content; ``profile`` is what later days compare themselves with."""

    gate_id: str
    table: str
    business_date: str
    content_hash: str
    suite_hash: str
    is_open: bool
    rules_checked: int
    critical_failures: tuple[str, ...]
    judged_at: str
    profile: dict[str, Any]
    signature: str = ""


def verdict_of(gate: Gate, table: str, business_date: date, content_hash: str) -> Verdict:
    """The verdict of a gate on a content, not signed yet."""
    return Verdict(
        gate_id=gate.gate_id,
        table=table,
        business_date=business_date.isoformat(),
        content_hash=content_hash,
        suite_hash=gate.suite_hash,
        is_open=gate.is_open,
        rules_checked=len(gate.answers),
        critical_failures=gate.critical_failures,
        judged_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
        profile=asdict(gate.profile),
    )


class Verdicts:
    """The signed verdicts of a lake, one file each in ``_verdicts/<table>``; ``key`` gives the key that signs."""

    def __init__(self, lake: Path, key: Callable[[], str]) -> None:
        self._folder = lake / "_verdicts"
        self._key = key

    def keep(self, verdict: Verdict) -> None:
        """Sign a verdict and write it down; one that is there already stays as it is."""
        path = self._path(verdict.table, verdict.gate_id)
        make_folder(path.parent)
        text = json.dumps(asdict(replace(verdict, signature=self._signature(verdict))), indent=1)
        make_once(written(path.with_name(f"{path.name}.{os.getpid()}.part"), text), path)

    def require(self, publication: Publication) -> None:
        """Raise DataFault unless the publication's gate was open for exactly its content."""
        problem = self.problem(publication)
        if problem:
            raise DataFault(
                f"{publication.table} for {publication.business_date} is not published: {problem}; run it again, so "
                "that its gate judges it."
            )

    def profile_of(self, publication: Publication) -> Profile:
        """What a published content was like, for later days; its rows alone where no verdict of its gate stands."""
        if self.problem(publication):
            return Profile(publication.rows)
        kept = json.loads(self._path(publication.table, publication.gate_id).read_text(encoding="utf-8"))
        return Profile(**kept["profile"])

    def problem(self, publication: Publication) -> str | None:
        """Why the gate of a publication does not consent to exactly its content, or None."""
        path = self._path(publication.table, publication.gate_id)
        if not path.exists():
            return f"there is no verdict {publication.gate_id} of its gate"
        try:
            verdict = Verdict(**json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, TypeError):
            return f"the verdict {path.name} cannot be read"
        if not hmac.compare_digest(verdict.signature, self._signature(verdict)):
            return f"the verdict {path.name} does not carry the signature of this installation"
        if not verdict.is_open or not verdict.rules_checked:
            return f"the verdict {path.name} does not consent"
        is_about_it = verdict.gate_id == publication.gate_id and verdict.table == publication.table
        is_of_day = verdict.business_date == publication.judged_date
        if is_about_it and is_of_day and verdict.content_hash == publication.content_hash:
            return None
        return f"the verdict {path.name} was given on another content, table or day"

    def _signature(self, verdict: Verdict) -> str:
        facts = {**asdict(verdict), "critical_failures": list(verdict.critical_failures), "signature": ""}
        text = json.dumps(facts, sort_keys=True).encode()
        return hmac.new(self._key().encode(), text, hashlib.sha256).hexdigest()

    def _path(self, table: str, gate_id: str) -> Path:
        return self._folder / table / f"{gate_id}.json"
