"""A delivery: one arrival from a source system, kept as received under ``landing/<system>/<date>/<sequence>/``.

Beside the files as received stand: ``delivery.json``, the facts, which never change; with it the delivery is complete,
since the folder is made aside and renamed. ``decision.json`` says whether its rows may go on, and is replaced in one
step when a person decides. ``<table>.loaded.json`` says what a bronze run made of a file; ``taken_up``, that a run of
the day has taken the delivery or found it wanting.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from jobs.lakehouse.durable import make_folder, put, sync, written
from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.profile import ColumnProfile

TAKEN_UP = "taken_up"


class Facts(BaseModel):
    """Base of what is written down about deliveries: frozen and closed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def save(self, path: Path) -> None:
        """Write as JSON under a private name, then rename, so that nobody reads half of it."""
        draft = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
        put(written(draft, self.model_dump_json(indent=1)), path)


class State(StrEnum):
    """Where a delivery stands. SUPERSEDED is never written down: it follows from a newer one that was admitted."""

    RECEIVED = "RECEIVED"
    LOADED = "LOADED"
    HELD = "HELD"
    REFUSED = "REFUSED"
    SUPERSEDED = "SUPERSEDED"


class Finding(Facts):
    """One thing about a delivered file that somebody should know; ``text`` holds no value of a row."""

    table: str
    rule: str
    severity: State | None
    text: str


class DeliveredFile(Facts):
    """One file of a delivery: what it is called, what it weighs, what was declared of it and counted in it.

    ``names`` are its own column names; ``layout`` is the hash of the contract's declarations it was decoded with,
    ``control`` that of its control file's facts, ``reader`` that of the code that read it.
    """

    table: str
    file: str
    bytes: int
    sha256: str
    encoding: str
    layout: str
    control: str = ""
    reader: str = ""
    names: tuple[str, ...] = ()
    records: int = 0
    malformed: int = 0
    declared_records: int | None = None
    entity_tag: str | None = None
    bookmark: str | None = None
    amount_column: str | None = None
    amount_total: Decimal | None = None
    declared_amount_total: str | None = None
    declared_agreement: str | None = None
    declared_purpose: str | None = None
    profile: dict[str, ColumnProfile] = {}

    @property
    def content(self) -> tuple[str, str, str, str]:
        """What tells it from another file for the same table: its bytes, what was declared, how it is to be read."""
        return (self.table, self.sha256, self.control, self.layout)

    @property
    def reading(self) -> tuple[str | None, ...]:
        """What its decoded rows depend on."""
        return (self.sha256, self.layout, self.reader, self.amount_column)


class Delivery(Facts):
    """What arrived from one system for one business date, and what was found when it was looked through."""

    system: str
    business_date: date
    sequence: int
    received_at: str
    files: tuple[DeliveredFile, ...]
    findings: tuple[Finding, ...] = ()

    def file_of(self, table: str) -> DeliveredFile:
        """The file that holds a table; raises DataFault when the delivery has none."""
        for file in self.files:
            if file.table == table:
                return file
        raise DataFault(
            f"The delivery of {self.system} for {self.business_date} holds no file for {table}; land it again."
        )

    @property
    def content(self) -> set[tuple[str, str, str, str]]:
        """What decides whether another arrival is the same one; a corrected control file alone makes another."""
        return {file.content for file in self.files}

    def reasons(self, severity: State) -> str:
        """The findings of one severity in words."""
        return "; ".join(finding.text for finding in self.findings if finding.severity is severity)


class Decision(Facts):
    """Whether the rows of a delivery may go on: by the rules at its arrival, later perhaps by a person."""

    state: State
    reason: str = ""
    decided_by: str = "rules"
    decided_at: str = ""


class Loaded(Facts):
    """What one bronze run made of a file."""

    run_id: str
    loaded: int
    quarantined: int


def rows_path(folder: Path, table: str) -> Path:
    """Where the decoded rows of a table lie inside the folder of a delivery."""
    return folder / f"{table}.rows.parquet"


class Landing:
    """The folder of all deliveries."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def deliveries(self, system: str, business_date: date) -> tuple[Delivery, ...]:
        """Every delivery of a system for a day, whatever its state, oldest first."""
        found = sorted((self._root / system / business_date.isoformat()).glob("[0-9]*/delivery.json"))
        return tuple(Delivery.model_validate_json(path.read_text(encoding="utf-8")) for path in found)

    def latest(self, system: str, business_date: date) -> Delivery | None:
        """The newest delivery of a day whose rows may go on, or None."""
        admitted = (one for one in reversed(self.deliveries(system, business_date)) if self._is_admitted(one))
        return next(admitted, None)

    def days(self, system: str) -> tuple[date, ...]:
        """Every business date that something was received for, oldest first."""
        return tuple(date.fromisoformat(path.name) for path in sorted((self._root / system).glob("????-??-??")))

    def systems(self) -> tuple[str, ...]:
        """Every system that something was received from."""
        return tuple(path.name for path in sorted(self._root.glob("[a-z]*")))

    def before(self, system: str, business_date: date) -> Iterator[Delivery]:
        """The delivery in force of every earlier day, newest day first."""
        earlier = (day for day in reversed(self.days(system)) if day < business_date)
        return (delivery for delivery in (self.latest(system, day) for day in earlier) if delivery)

    def folder(self, delivery: Delivery) -> Path:
        """Where a delivery lies."""
        return self._root / delivery.system / delivery.business_date.isoformat() / f"{delivery.sequence:04d}"

    def decision(self, delivery: Delivery) -> Decision:
        """What was decided about a delivery."""
        return Decision.model_validate_json((self.folder(delivery) / "decision.json").read_text(encoding="utf-8"))

    def decide(self, delivery: Delivery, decision: Decision) -> None:
        """Replace the decision about a delivery in one step; one that is let in now waits for a run of its day."""
        decision.save(self.folder(delivery) / "decision.json")
        if decision.state is State.RECEIVED:
            (self.folder(delivery) / TAKEN_UP).unlink(missing_ok=True)

    def state(self, delivery: Delivery, table: str) -> State:
        """Where one file of a delivery stands."""
        if not self._is_admitted(delivery):
            return self.decision(delivery).state
        latest = self.latest(delivery.system, delivery.business_date)
        if latest and latest.sequence > delivery.sequence:
            return State.SUPERSEDED
        return State.LOADED if self.loaded(delivery, table) else State.RECEIVED

    def loaded(self, delivery: Delivery, table: str) -> Loaded | None:
        """What bronze made of a file, or None while it has not been loaded."""
        path = self._loaded_path(delivery, table)
        return Loaded.model_validate_json(path.read_text(encoding="utf-8")) if path.exists() else None

    def mark_loaded(self, delivery: Delivery, table: str, loaded: Loaded) -> None:
        """Write down that a bronze table was published from a delivery."""
        loaded.save(self._loaded_path(delivery, table))

    def take_up(self, system: str, business_date: date) -> None:
        """Write down that a run has taken the newest delivery and the one in force, or found them wanting."""
        for mark in self._marks(system, business_date):
            mark.touch()

    def waits_for_a_run(self, system: str, business_date: date) -> bool:
        """Whether the newest delivery of a day came, or the one in force was let in, after the day's last run."""
        return not all(mark.exists() for mark in self._marks(system, business_date))

    @contextmanager
    def draft(self, system: str) -> Iterator[Path]:
        """A private folder to receive into; it disappears unless it was kept."""
        draft = self._root / "_receiving" / f"{system}-{uuid.uuid4().hex}"
        draft.mkdir(parents=True, mode=0o700)
        try:
            yield draft
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def keep(self, draft: Path, delivery: Delivery, decision: Decision) -> Delivery:
        """Make a received draft the delivery, in one rename."""
        folder = self.folder(delivery)
        make_folder(folder.parent.parent)
        make_folder(folder.parent, 0o700)
        sync(*(path for path in draft.rglob("*") if path.is_file()))
        decision.save(draft / "decision.json")
        delivery.save(draft / "delivery.json")
        try:
            draft.rename(folder)
            sync(folder.parent)
        except OSError:
            # Another attempt kept the same sequence first; what it kept is the delivery.
            return self.deliveries(delivery.system, delivery.business_date)[-1]
        return delivery

    def _marks(self, system: str, business_date: date) -> set[Path]:
        seen = (*self.deliveries(system, business_date)[-1:], self.latest(system, business_date))
        return {self.folder(delivery) / TAKEN_UP for delivery in seen if delivery}

    def _is_admitted(self, delivery: Delivery) -> bool:
        return self.decision(delivery).state is State.RECEIVED

    def _loaded_path(self, delivery: Delivery, table: str) -> Path:
        return self.folder(delivery) / f"{table}.loaded.json"
