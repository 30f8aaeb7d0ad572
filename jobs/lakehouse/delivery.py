"""A delivery: one arrival from a source system, kept as received under ``landing/<system>/<date>/<sequence>/``.

A delivery is complete once its ``delivery.json`` is there; the folder is made aside and renamed, so nobody ever sees
half of one. What is landed is never changed.
"""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from jobs.lakehouse.errors import DataFault


def rows_path(folder: Path, table: str) -> Path:
    """Where the decoded rows of a table lie inside the folder of a delivery."""
    return folder / f"{table}.rows.parquet"


class DeliveredFile(BaseModel):
    """One file of a delivery: what it is called, what it weighs, how many records were counted in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    table: str
    file: str
    bytes: int
    sha256: str
    records: int
    encoding: str
    entity_tag: str | None = None
    bookmark: str | None = None
    amount_column: str | None = None
    amount_total: str | None = None


class Delivery(BaseModel):
    """What arrived from one system for one business date."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    system: str
    business_date: date
    sequence: int
    received_at: str
    files: tuple[DeliveredFile, ...]

    def file_of(self, table: str) -> DeliveredFile:
        """The file that holds a table; raises DataFault when the delivery has none."""
        for file in self.files:
            if file.table == table:
                return file
        raise DataFault(
            f"The delivery of {self.system} for {self.business_date} holds no file for {table}; land it again."
        )


class Landing:
    """The folder of all deliveries."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def latest(self, system: str, business_date: date) -> Delivery | None:
        """The newest complete delivery of a system for a day, or None."""
        found = sorted((self._root / system / business_date.isoformat()).glob("[0-9]*/delivery.json"))
        return Delivery.model_validate_json(found[-1].read_text(encoding="utf-8")) if found else None

    def before(self, system: str, business_date: date) -> Delivery | None:
        """The newest delivery of the latest day before ``business_date``, or None."""
        days = sorted(path.name for path in (self._root / system).glob("????-??-??"))
        earlier = [day for day in days if day < business_date.isoformat()]
        found = (self.latest(system, date.fromisoformat(day)) for day in reversed(earlier))
        return next((delivery for delivery in found if delivery), None)

    def folder(self, delivery: Delivery) -> Path:
        """Where a delivery lies."""
        return self._root / delivery.system / delivery.business_date.isoformat() / f"{delivery.sequence:04d}"

    @contextmanager
    def draft(self, system: str) -> Iterator[Path]:
        """A private folder to receive into; it disappears unless it was kept."""
        draft = self._root / "_receiving" / f"{system}-{uuid.uuid4().hex}"
        draft.mkdir(parents=True, mode=0o700)
        try:
            yield draft
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def keep(self, draft: Path, delivery: Delivery) -> Delivery:
        """Make a received draft the delivery, in one rename."""
        folder = self.folder(delivery)
        folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        text = json.dumps(delivery.model_dump(mode="json"), ensure_ascii=False, indent=1)
        (draft / "delivery.json").write_text(text, encoding="utf-8")
        try:
            draft.rename(folder)
        except OSError:
            # Another attempt landed the same sequence first; what it kept is the delivery.
            return self.latest(delivery.system, delivery.business_date) or delivery
        return delivery
