"""The data files of Delta tables as their logs name them, and the report on files that are too small to be many.

A file costs a reader about as much as four megabytes of rows: a partition of many small files is read slowly.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError

from jobs.lakehouse.errors import DataFault

SMALL_BYTES = 16 * 1024 * 1024
FEW_FILES = 8
NO_PARTITION = ""


@dataclass(frozen=True)
class DataFile:
    """A file of a version: size in bytes, rows if the log says, and the value of its partition (empty for null)."""

    path: Path
    size: int
    rows: int | None
    partition: str


@dataclass(frozen=True)
class FileReport:
    """The files of the newest version of a table; ``crowded`` has the small files of each partition with too many."""

    folder: str
    version: int
    files: int
    size: int
    crowded: dict[str, int]

    @property
    def average_size(self) -> int:
        """Bytes of a file on average."""
        return self.size // self.files if self.files else 0


def files_at(table: Path, version: int | None = None, partition: str | None = None) -> tuple[DataFile, ...]:
    """The files of a version, the newest if none is named; of one partition, if that is named.

    Raises DataFault when the log cannot tell them.
    """
    try:
        actions = pa.table(DeltaTable(str(table), version=version).get_add_actions(flatten=True)).to_pylist()
    except (DeltaError, OSError, ValueError) as error:
        name = "newest version" if version is None else f"version {version}"
        raise DataFault(
            f"The {name} of {'.'.join(table.parts[-2:])} cannot be read ({type(error).__name__})."
        ) from None
    found = (_file(table, facts) for facts in actions)
    return tuple(one for one in found if partition is None or one.partition == partition)


def newest_version(table: Path) -> int:
    """The newest version of a table; raises DataFault when its log cannot be read."""
    try:
        return DeltaTable(str(table)).version()
    except (DeltaError, OSError, ValueError) as error:
        raise DataFault(f"The log of {'.'.join(table.parts[-2:])} cannot be read ({type(error).__name__}).") from None


def versions_since(table: Path, moment: datetime) -> tuple[int, ...]:
    """The versions that were the newest one at any time since a moment."""
    newest_first = DeltaTable(str(table)).history()
    found: list[int] = []
    for commit in newest_first:
        found.append(commit["version"])
        if datetime.fromtimestamp(commit["timestamp"] / 1000, UTC) < moment:
            break
    return tuple(found)


def file_report(lake: Path, folder: str) -> FileReport:
    """The small-file report of one table; raises DataFault when its log cannot be read."""
    files = files_at(lake / folder)
    small = Counter(one.partition for one in files if one.size < SMALL_BYTES)
    crowded = {partition: count for partition, count in sorted(small.items()) if count > FEW_FILES}
    return FileReport(folder, newest_version(lake / folder), len(files), sum(one.size for one in files), crowded)


def _file(table: Path, facts: dict[str, object]) -> DataFile:
    partition = next((value for name, value in facts.items() if name.startswith("partition.")), None)
    value = NO_PARTITION if partition is None else str(partition)
    return DataFile(table / str(facts["path"]), int(str(facts["size_bytes"])), facts.get("num_records"), value)
