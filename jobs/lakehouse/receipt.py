"""The receipt of a run: collected while the run goes on, written once at its end to ``ops.run``."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from jobs.lakehouse.account import Account
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.contract import BUSINESS_DATE
from jobs.lakehouse.delivery import DeliveredFile, Delivery
from jobs.lakehouse.gate import Gate
from jobs.lakehouse.lake import Lake
from jobs.lakehouse.repair import Heard
from jobs.lakehouse.session import Attempt
from jobs.lakehouse.settings import CHECKOUT
from jobs.lakehouse.table_code import all_code_hash

OPS_RUN = "ops.run"


@dataclass
class Receipt:
    """What one run did; filled in step by step."""

    run_id: str
    table: str
    business_date: date
    attempt: Attempt
    code_hash: str
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    steps: dict[str, float] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    contents: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, str] = field(default_factory=dict)
    model_version: str | None = None
    delivery: Delivery | None = None
    read: int | None = None
    account: Account | None = None
    gate: Gate | None = None
    gate_id: str | None = None
    repairs: tuple[Heard, ...] = ()
    repaired: dict[str, str] = field(default_factory=dict)
    made_from: str = ""
    output_version: int | None = None
    generation: int | None = None
    status: str = "FAILED"
    message: str | None = None

    @property
    def file(self) -> DeliveredFile | None:
        """The delivered file that a bronze run reads."""
        return self.delivery.file_of(self.table) if self.delivery else None

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure a step; also one that fails."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.steps[name] = round(time.perf_counter() - start, 3)

    def write(self, lake: Lake, catalog: Catalog) -> None:
        """Add the receipt to ``ops.run``; a lost receipt never turns a good run into a failed one."""
        values = {**self._facts(), **self._account_facts(), **self._gate_facts()}
        lake.record(catalog[OPS_RUN], {**values, BUSINESS_DATE: self.business_date}, self.run_id)

    def _facts(self) -> dict[str, Any]:
        return {
            "run_id": self.run_id,
            "table_name": self.table,
            "status_code": self.status,
            "message_text": self.message,
            "dag_id": self.attempt.dag_id,
            "dag_run_id": self.attempt.run_id,
            "try_number": self.attempt.number,
            "started_at": self.started_at,
            "duration_seconds": round((datetime.now(UTC) - self.started_at).total_seconds(), 3),
            "step_seconds": self.steps,
            "code_version": code_version(),
            "code_hash": self.code_hash,
            "checkout_hash": all_code_hash(),
            "input_versions": self.inputs,
            "input_hashes": self.contents,
            "delivery_number": self.delivery.sequence if self.delivery else None,
            "parameters": self.parameters,
            "model_version": self.model_version,
            "read_count": self.read,
            "output_version": self.output_version,
            "output_generation": self.generation,
        }

    def _account_facts(self) -> dict[str, Any]:
        account = self.account
        return {
            "loaded_count": account and account.loaded,
            "quarantined_count": account and account.quarantined,
            "duplicate_count": account and account.duplicate,
            "filtered_count": account and account.filtered,
            "quarantine_reasons": account.reasons if account else None,
            "content_hash": account and account.content_hash,
        }

    def _gate_facts(self) -> dict[str, Any]:
        gate = self.gate
        return {
            "gate_id": gate.gate_id if gate else self.gate_id,
            "suite_hash": gate.suite_hash if gate else None,
            "rules_checked_count": len(gate.answers) if gate else None,
            "failed_rules": list(gate.critical_failures) if gate else None,
            "failed_warnings": list(gate.warnings) if gate else None,
        }


@cache
def code_version() -> str:
    """Commit of the checkout, with a plus where files differ from it; ``unknown`` outside a git checkout."""
    with suppress(OSError, subprocess.CalledProcessError):
        describe = ["git", "-C", str(CHECKOUT), "describe", "--always", "--abbrev=12", "--dirty=+"]
        return subprocess.run(describe, capture_output=True, check=True, text=True).stdout.strip()
    return "unknown"
