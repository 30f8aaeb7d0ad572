"""What was published when: numbered files per table and business date, each made once and never changed.

The highest number is in force: a reader of a day finds there the Delta version that belongs to that day, and a later
correction of another day does not move it. The numbers below it are what was published before, which a rollback needs.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

from jobs.lakehouse.durable import make_folder, make_once, put, written
from jobs.lakehouse.errors import InfrastructureFault

Made = TypeVar("Made")


def folder_of(table: str) -> str:
    """The folder of a table, relative to the lake: ``<layer>/<noun>``."""
    return table.replace(".", "/")


@dataclass(frozen=True)
class Publication:
    """The Delta version that holds a table for one business date, and the proof that it was gated.

    ``generation`` is the fencing token of its writer. ``partition`` is the business date under which the rows lie: an
    earlier one where nothing had changed since; ``judged`` is the one whose gate judged them, where that is an earlier
    one. ``inputs`` has the content hash of each table read, ``made_from`` identifies inputs and code, ``account`` has
    the rows by verdict, ``repairs`` has the verdict on the rows of each approved repair that was found among them.
    ``reason`` and ``author`` stand where a person returned to an earlier content; ``withdrawn_hash`` is the content
    that they took back.
    """

    table: str
    business_date: str
    version: int
    content_hash: str
    rows: int
    run_id: str
    gate_id: str
    partition: str = ""
    judged: str = ""
    made_from: str = ""
    account: dict[str, Any] = field(default_factory=dict)
    generation: int = 0
    attempt: int = 1
    delivery_sequence: int | None = None
    inputs: dict[str, str] = field(default_factory=dict)
    quarantine_version: int | None = None
    repairs: dict[str, str] = field(default_factory=dict)
    published_at: str = ""
    reason: str = ""
    author: str = ""
    withdrawn_hash: str = ""

    @property
    def day(self) -> date:
        """The business date that it answers for."""
        return date.fromisoformat(self.business_date)

    @property
    def partition_date(self) -> date:
        """The business date in the rows themselves."""
        return date.fromisoformat(self.partition or self.business_date)

    @property
    def judged_date(self) -> str:
        """The business date whose gate judged the rows."""
        return self.judged or self.partition or self.business_date

    def carried_to(self, business_date: date) -> Publication:
        """The same content as the answer for another day; what a person said of it stays with its own day."""
        partition = self.partition_date.isoformat()
        dated = replace(self, business_date=business_date.isoformat(), partition=partition, judged=self.judged_date)
        return replace(dated, published_at="", reason="", author="", withdrawn_hash="")


@dataclass(frozen=True)
class Pinned:
    """What a reader of a table for a day reads, settled once: publication, Delta version and hash of the content.

    Version and hash are the publication's own, but where a table keeps time: there the version is the newest one, and
    the content of a merged table is what all days until this one brought.
    """

    publication: Publication
    version: int
    content_hash: str


class Fenced(InfrastructureFault):
    """A newer writer has taken over the table while this one stood still; nothing of this one counts."""

    def __init__(self, table: str, business_date: date) -> None:
        super().__init__(
            f"Another run took over {table} while this one for {business_date} stood still: nothing of it was "
            "published, run it again."
        )


class Publications:
    """All publications of a lake, kept in the folder ``_published``."""

    def __init__(self, lake: Path) -> None:
        self._folder = lake / "_published"

    def get(self, table: str, business_date: date) -> Publication | None:
        """The publication in force of a table for a day, or None."""
        return self._in_force(self._of_day(table, business_date))

    def generations(self, table: str, business_date: date) -> tuple[Publication, ...]:
        """Everything that was published of a table for a day, oldest first."""
        return tuple(map(publication_in, _numbered(self._of_day(table, business_date))))

    def put(self, publication: Publication) -> None:
        """Publish in one step; what has its number already stays, and its announcement goes."""
        folder = self._of_day(publication.table, publication.day)
        published_at = publication.published_at or datetime.now(UTC).isoformat(timespec="milliseconds")
        part = _write(folder, {**asdict(publication), "published_at": published_at}, publication.run_id)
        path = make_once(part, folder / f"{publication.generation:010d}.json")
        self.withdraw(publication)
        if publication_in(path).run_id != publication.run_id:
            raise Fenced(publication.table, publication.day)

    def announce(self, publication: Publication) -> None:
        """Note what a run is about to commit, its version not known yet, so that a commit whose run dies is found."""
        draft = self._draft(publication)
        put(_write(draft.parent, asdict(publication), publication.run_id), draft)

    def announced(self, table: str) -> tuple[Publication, ...]:
        """What runs announced and never published; for the holder of the table's claim, those runs are dead."""
        return tuple(map(publication_in, sorted((self._folder / table).glob("*/*.draft"))))

    def withdraw(self, publication: Publication) -> None:
        """Forget an announcement."""
        self._draft(publication).unlink(missing_ok=True)

    def latest(self, table: str) -> Publication | None:
        """The publication with the latest business date, or None."""
        return next((one for one in map(self._in_force, reversed(self._days(table))) if one), None)

    def of_table(self, table: str) -> tuple[Publication, ...]:
        """Every day's publication in force of a table, oldest day first."""
        return tuple(one for one in map(self._in_force, self._days(table)) if one)

    def until(self, table: str, business_date: date) -> tuple[Publication, ...]:
        """The publications in force of a table for all days until a day, inclusive."""
        days = (one for one in self._days(table) if one.name <= business_date.isoformat())
        return tuple(one for one in map(self._in_force, days) if one)

    def next_day(self, table: str, business_date: date) -> date | None:
        """The first published day after a day, or None."""
        later = (one for one in self._days(table) if one.name > business_date.isoformat())
        return next((found.day for found in map(self._in_force, later) if found), None)

    def latest_until(self, table: str, until: date) -> Publication | None:
        """The publication of the latest published day until a day, inclusive, or None."""
        return self.get(table, until) or self.previous(table, until)

    def previous(self, table: str, business_date: date) -> Publication | None:
        """The publication of the latest published day before a day, or None."""
        earlier = (one for one in reversed(self._days(table)) if one.name < business_date.isoformat())
        return next((found for found in map(self._in_force, earlier) if found), None)

    def newest_version(self, table: str) -> int | None:
        """The newest Delta version that any publication of a table names, or None."""
        return max((publication.version for publication in self.of_table(table)), default=None)

    def highest_generation(self, table: str) -> int:
        """The highest number any publication or announcement of a table has; 0 where there is none."""
        published = (int(path.stem) for path in (self._folder / table).glob("*/*.json"))
        return max((*published, *(one.generation for one in self.announced(table))), default=0)

    def latest_day(self) -> date | None:
        """The latest business date for which anything was published, or None."""
        days = {path.name for path in self._folder.glob("*/????-??-??")}
        return date.fromisoformat(max(days)) if days else None

    def tables(self) -> tuple[str, ...]:
        """Every table with something published."""
        return tuple(path.name for path in sorted(self._folder.glob("*.*")) if path.is_dir())

    def _days(self, table: str) -> list[Path]:
        return sorted((self._folder / table).glob("????-??-??"))

    def _of_day(self, table: str, business_date: date) -> Path:
        return self._folder / table / business_date.isoformat()

    def _in_force(self, folder: Path) -> Publication | None:
        numbered = _numbered(folder)
        return publication_in(numbered[-1]) if numbered else None

    def _draft(self, publication: Publication) -> Path:
        return self._of_day(publication.table, publication.day) / f"{publication.run_id}.draft"


def _numbered(folder: Path) -> list[Path]:
    return sorted(folder.glob("[0-9]*.json"))


def _write(folder: Path, facts: dict[str, Any], run_id: str) -> Path:
    make_folder(folder)
    return written(folder / f"{run_id}.{os.getpid()}.part", json.dumps(facts, indent=1))


def record_in(path: Path, made: Callable[[Any], Made]) -> Made:
    """What a record of the lake says; raises InfrastructureFault for one that is empty or damaged."""
    try:
        return made(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError, KeyError, AttributeError):
        raise InfrastructureFault(
            f"{'/'.join(path.parts[-4:])} of the lake cannot be read: restore it from a backup, or move it aside, "
            "which brings the one before it into force; `make verify` looks for more."
        ) from None


def publication_in(path: Path) -> Publication:
    """The publication in a file; raises InfrastructureFault for a damaged one."""
    return record_in(path, lambda facts: Publication(**facts))
