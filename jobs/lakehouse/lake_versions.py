"""What a table has: its properties, the columns of a version, and whether Delta has removed files of that."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from deltalake import DeltaTable
from deltalake.exceptions import DeltaError, TableNotFoundError


def names_at(path: Path, version: int | None = None) -> frozenset[str]:
    """The names of the columns of a version, the newest one if none is named."""
    return frozenset(field.name for field in DeltaTable(str(path), version=version).schema().fields)


def properties_of(path: Path) -> dict[str, str]:
    """What a table was made with, and what was set since."""
    return DeltaTable(str(path)).metadata().configuration


def is_whole(path: Path, version: int) -> bool:
    """True when the log of a version and every file that it names are there."""
    try:
        table = DeltaTable(str(path), version=version)
    except (TableNotFoundError, DeltaError):
        return False
    return all(Path(unquote(urlsplit(uri).path)).exists() for uri in table.file_uris())
