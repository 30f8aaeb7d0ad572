"""One writer per table across processes; the operating system drops the lock when its holder dies."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def table_lock(lake: Path, name: str) -> Iterator[None]:
    """Hold the lock of a table, waiting for whoever has it."""
    folder = lake / "_locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w", encoding="utf-8") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
