"""What was published when: one small file per table and business date, replaced by atomic rename.

A reader of a day finds here the Delta version that belongs to that day; a later correction of another day does not
move it. Without a publication a table has nothing for that day.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True)
class Publication:
    """The Delta version that holds a table for one business date, and the proof that it was gated."""

    table: str
    business_date: str
    version: int
    content_hash: str
    rows: int
    run_id: str
    gate_id: str


class Publications:
    """All publications of a lake, kept in the folder ``_published``."""

    def __init__(self, lake: Path) -> None:
        self._folder = lake / "_published"

    def get(self, table: str, business_date: date) -> Publication | None:
        """The publication of a table for a day, or None."""
        path = self._path(table, business_date)
        return _read(path) if path.exists() else None

    def put(self, publication: Publication) -> None:
        """Replace the publication of that table and day in one step."""
        path = self._path(publication.table, date.fromisoformat(publication.business_date))
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{publication.run_id}.draft")
        draft.write_text(json.dumps(asdict(publication), indent=1), encoding="utf-8")
        draft.replace(path)

    def latest(self, table: str) -> Publication | None:
        """The publication with the latest business date, or None."""
        paths = sorted((self._folder / table).glob("*.json"))
        return _read(paths[-1]) if paths else None

    def of_table(self, table: str) -> tuple[Publication, ...]:
        """Every day's publication of a table, oldest first."""
        return tuple(map(_read, sorted((self._folder / table).glob("*.json"))))

    def _path(self, table: str, business_date: date) -> Path:
        return self._folder / table / f"{business_date.isoformat()}.json"


def _read(path: Path) -> Publication:
    return Publication(**json.loads(path.read_text(encoding="utf-8")))
