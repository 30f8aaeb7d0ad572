"""Removing the data files of a Delta table that nobody may read any more.

Delta's own VACUUM knows the newest version only, and would take from the days before what their publications name.
Here a file goes when no needed version has it, no version that was the newest one during the last day has it, and it is
itself older than a day: what a run is writing now is in no version yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from jobs.lakehouse.checksum import sidecar_of
from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.lake_files import files_at, versions_since
from jobs.lakehouse.log_check import log_flaws
from jobs.lakehouse.needed import Need, reached

GRACE = timedelta(hours=24)


@dataclass(frozen=True)
class Freed:
    """What was removed: files, and the bytes they had."""

    files: int = 0
    size: int = 0

    def __add__(self, other: Freed) -> Freed:
        return Freed(self.files + other.files, self.size + other.size)

    def __str__(self) -> str:
        return f"{self.files} files, {self.size / 1_000_000:,.1f} MB"


def vacuum(lake: Path, folder: str, needs: Iterable[Need], now: datetime | None = None) -> Freed:
    """Remove what nobody needs of a table; the caller holds its claim.

    Raises DataFault, and removes nothing, when the log is damaged or a file of a needed version is missing.
    """
    table, moment = lake / folder, now or datetime.now(UTC)
    _require_whole(table, folder)
    aged = [path for path in _data_files(table) if _written_at(path) < moment - GRACE]
    kept = set(_kept(table, reached(lake, folder, needs, moment), moment))
    missing = [path for path in kept if not path.exists()]
    if missing:
        raise DataFault(
            f"Nothing of {folder} is removed: {len(missing)} files that it needs are missing, see `make verify`."
        )
    return sum((_removed(path) for path in aged if path not in kept), Freed())


def _require_whole(table: Path, folder: str) -> None:
    """An empty commit counts as one without changes for delta-rs: what it added would be taken for needed by nobody."""
    if flaws := log_flaws(table):
        raise DataFault(f"Nothing of {folder} is removed: {flaws[0].file} {flaws[0].what}, see `make verify`.")


def _kept(table: Path, needs: Iterable[Need], moment: datetime) -> Iterator[Path]:
    for version in versions_since(table, moment - GRACE):
        yield from (file.path for file in files_at(table, version))
    for version, partition in {(need.version, need.partition) for need in needs}:
        yield from (file.path for file in files_at(table, version, partition))


def _data_files(table: Path) -> list[Path]:
    """Parquet files of the partitions; folders that begin with an underscore are Delta's own."""
    return [path for folder in _partitions(table) for path in folder.glob("*.parquet") if path.name[0] not in "._"]


def _partitions(table: Path) -> list[Path]:
    return [table, *(path for path in table.rglob("*=*") if path.is_dir())]


def _written_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _removed(path: Path) -> Freed:
    size = path.stat().st_size
    path.unlink(missing_ok=True)
    sidecar_of(path).unlink(missing_ok=True)
    return Freed(1, size)
