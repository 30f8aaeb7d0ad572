"""The book of calls to suppliers: each call is written down before it is sent, and again when it has ended.

A folder for the owner alone, with one small file for each call, safe on disk before anything is sent. A process that
dies in between leaves an open call: nobody knows whether it was answered, so it is counted as unknown and paid until it
is cleared with the supplier. The book names a person by token; it holds no identity number and no answer.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Self

from jobs.lakehouse.book import book_folder, private_folder, write_durably
from jobs.lakehouse.delivery import Facts

# Calls about one person wait for each other; of two persons one pair in 4096 does too, and nothing else comes of it.
LOCK_DIGITS = 3


class Outcome(StrEnum):
    """What became of a call: FAILED was surely not answered, UNKNOWN may have been, OPEN has not ended yet.

    BILLED was unknown until the supplier said that it is on the bill, though the bank never saw an answer.
    """

    OPEN = "OPEN"
    ANSWERED = "ANSWERED"
    REFUSED = "REFUSED"
    FAILED = "FAILED"
    BILLED = "BILLED"
    UNKNOWN = "UNKNOWN"


class Stage(StrEnum):
    """Where in the bank's work a call is made."""

    APPLICATION = "APPLICATION"
    MONITORING = "MONITORING"
    COLLECTION = "COLLECTION"
    BATCH = "BATCH"


class Call(Facts):
    """One call. ``price_amount`` is what it costs or, while its outcome is open or unknown, what it may cost."""

    call_id: str
    business_date: date
    asked_at: str
    answered_at: str | None = None
    supplier_name: str
    product_code: str
    agreement_number: str
    subject_token: str
    purpose_code: str | None
    legal_basis_code: str
    consent_id: str | None = None
    stage_code: Stage
    currency_code: str
    price_amount: Decimal
    is_hit: bool | None = None
    is_cached: bool = False
    outcome_code: Outcome
    refusal_code: str | None = None
    cleared_by: str | None = None
    cleared_at: str | None = None
    clearing_text: str | None = None

    @property
    def is_unclear(self) -> bool:
        """Whether nobody knows yet if the call is to be paid."""
        return self.outcome_code in (Outcome.OPEN, Outcome.UNKNOWN)


class CallBook:
    """The calls of an installation, a folder for each business date: ``sent`` to a supplier, or answered here."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @classmethod
    def at(cls, address: str) -> Self:
        """The book at an address; raises ContractFault unless it is a folder for the owner alone."""
        return cls(book_folder(address))

    def lock_of_subject(self, token: str) -> AbstractContextManager[None]:
        """Hold what belongs to one person, waiting for whoever has it; a dead process holds nothing."""
        return self._locked(f"subject_{token[:LOCK_DIGITS]}")

    def begin(self, call: Call, calls_per_day: int) -> bool:
        """Write an open call down, to be sent then; False, and nothing written, when the day's calls are used up."""
        with self._locked(f"product_{call.product_code}"):
            if len(list(self._day(call.business_date, "sent").glob(f"{call.product_code}.*.json"))) >= calls_per_day:
                return False
            write_durably(self._path(call, "sent"), call.model_dump_json())
        return True

    def end(self, call: Call) -> None:
        """Write down what became of a call that was sent."""
        write_durably(self._path(call, "sent"), call.model_dump_json())

    def note(self, call: Call) -> None:
        """Write a call down that was not sent: refused, or answered from what was paid before."""
        write_durably(self._path(call, "unsent"), call.model_dump_json())

    def find(self, call_id: str, product: str, business_date: date) -> Call | None:
        """A call that was sent, or None."""
        path = self._day(business_date, "sent") / f"{product}.{call_id}.json"
        return Call.model_validate_json(path.read_text(encoding="utf-8")) if path.exists() else None

    def calls(self, business_date: date) -> list[Call]:
        """Every call of a business date, in the order they were asked."""
        paths = [path for kind in ("sent", "unsent") for path in self._day(business_date, kind).glob("*.json")]
        found = [Call.model_validate_json(path.read_text(encoding="utf-8")) for path in paths]
        return sorted(found, key=lambda call: (call.asked_at, call.call_id))

    def days(self) -> list[date]:
        """Every business date with a call, oldest first."""
        return [date.fromisoformat(path.name) for path in sorted((self.root / "book").glob("????-??-??"))]

    def _day(self, day: date, kind: str) -> Path:
        return self.root / "book" / day.isoformat() / kind

    def _path(self, call: Call, kind: str) -> Path:
        return self._day(call.business_date, kind) / f"{call.product_code}.{call.call_id}.json"

    @contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        folder = self.root / "locks"
        private_folder(folder)
        with os.fdopen(os.open(folder / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600), "r+") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
