"""Whether a version of a table can still be read: Delta removes files that no current version needs."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from deltalake import DeltaTable
from deltalake.exceptions import DeltaError, TableNotFoundError


def is_whole(path: Path, version: int) -> bool:
    """True when the log of a version and every file that it names are there."""
    try:
        table = DeltaTable(str(path), version=version)
    except (TableNotFoundError, DeltaError):
        return False
    return all(Path(unquote(urlsplit(uri).path)).exists() for uri in table.file_uris())
