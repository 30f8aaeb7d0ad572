"""What was published when: one small file per table and business date, replaced by atomic rename.

A reader of a day finds here the Delta version that belongs to that day; a later correction of another day does not
move it. Without a publication a table has nothing for that day.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Publication:
    """The Delta version that holds a table for one business date, and the proof that it was gated.

    ``partition`` is the business date under which the rows lie: an earlier one where nothing had changed since.
    ``made_from`` identifies inputs and code; ``account`` has the rows by verdict.
    """

    table: str
    business_date: str
    version: int
    content_hash: str
    rows: int
    run_id: str
    gate_id: str
    partition: str = ""
    made_from: str = ""
    account: dict[str, Any] = field(default_factory=dict)

    @property
    def partition_date(self) -> date:
        """The business date in the rows themselves."""
        return date.fromisoformat(self.partition or self.business_date)


class Publications:
    """All publications of a lake, kept in the folder ``_published``."""

    def __init__(self, lake: Path) -> None:
        self._folder = lake / "_published"

    def get(self, table: str, business_date: date) -> Publication | None:
        """The publication of a table for a day, or None."""
        path = self._path(table, business_date)
        return _read(path) if path.exists() else None

    def put(self, publication: Publication) -> None:
        """Replace the publication of that table and day in one step; its announcement goes."""
        _replace(self._path(publication.table, date.fromisoformat(publication.business_date)), publication)
        self.withdraw(publication)

    def announce(self, publication: Publication) -> None:
        """Note what a run is about to commit, its version not known yet, so that a commit whose run dies is found."""
        _replace(self._draft(publication), publication)

    def announced(self, table: str) -> tuple[Publication, ...]:
        """What runs announced and never published; under the table's lock, those runs are dead."""
        return tuple(map(_read, sorted((self._folder / table).glob("*.draft"))))

    def withdraw(self, publication: Publication) -> None:
        """Forget an announcement."""
        self._draft(publication).unlink(missing_ok=True)

    def latest(self, table: str) -> Publication | None:
        """The publication with the latest business date, or None."""
        paths = sorted((self._folder / table).glob("*.json"))
        return _read(paths[-1]) if paths else None

    def of_table(self, table: str) -> tuple[Publication, ...]:
        """Every day's publication of a table, oldest first."""
        return tuple(map(_read, sorted((self._folder / table).glob("*.json"))))

    def next_day(self, table: str, business_date: date) -> date | None:
        """The first published day after a day, or None."""
        days = (date.fromisoformat(path.stem) for path in (self._folder / table).glob("*.json"))
        return min((day for day in days if day > business_date), default=None)

    def previous(self, table: str, business_date: date) -> Publication | None:
        """The publication of the latest published day before a day, or None."""
        earlier = [
            path for path in sorted((self._folder / table).glob("*.json")) if path.stem < business_date.isoformat()
        ]
        return _read(earlier[-1]) if earlier else None

    def newest_version(self, table: str) -> int | None:
        """The newest Delta version that any publication of a table names, or None."""
        return max((publication.version for publication in self.of_table(table)), default=None)

    def _draft(self, publication: Publication) -> Path:
        return self._folder / publication.table / f"{publication.business_date}.{publication.run_id}.draft"

    def _path(self, table: str, business_date: date) -> Path:
        return self._folder / table / f"{business_date.isoformat()}.json"


def _replace(path: Path, publication: Publication) -> None:
    """Write a file under its name in one step: a reader meets the old one or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{publication.run_id}.part")
    part.write_text(json.dumps(asdict(publication), indent=1), encoding="utf-8")
    part.replace(path)


def _read(path: Path) -> Publication:
    return Publication(**json.loads(path.read_text(encoding="utf-8")))
