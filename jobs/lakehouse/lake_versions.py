"""What a version of a table has: its columns, and whether it can still be read when Delta has removed files."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from deltalake import DeltaTable
from deltalake.exceptions import DeltaError, TableNotFoundError


def names_at(path: Path, version: int | None = None) -> frozenset[str]:
    """The names of the columns of a version, the newest one if none is named."""
    return frozenset(field.name for field in DeltaTable(str(path), version=version).schema().fields)


def is_whole(path: Path, version: int) -> bool:
    """True when the log of a version and every file that it names are there."""
    try:
        table = DeltaTable(str(path), version=version)
    except (TableNotFoundError, DeltaError):
        return False
    return all(Path(unquote(urlsplit(uri).path)).exists() for uri in table.file_uris())
