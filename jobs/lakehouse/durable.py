"""Files that appear whole, in one step, and are on disk under their names when the call returns.

A machine may be switched off at any moment. What was not synced may then be gone, or have its name and no content,
though what was written after it is there.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def written(path: Path, text: str, mode: int = 0o666) -> Path:
    """Write a file; its content is on disk, its name only when it has the final one."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return path


def put(part: Path, path: Path) -> None:
    """Give a written file its final name; what has the name is replaced."""
    part.replace(path)
    sync(path.parent)


def make_once(part: Path, path: Path) -> Path:
    """Give a written file its final name unless the name is taken: it is never replaced."""
    with suppress(FileExistsError):
        os.link(part, path)
    part.unlink(missing_ok=True)
    sync(path.parent)
    return path


def make_folder(folder: Path, mode: int = 0o777) -> None:
    """Make a folder, and those above it."""
    if folder.is_dir():
        return
    make_folder(folder.parent, mode)
    folder.mkdir(mode=mode, exist_ok=True)
    sync(folder.parent)


def sync(*paths: Path) -> None:
    """Bring files, or the names in folders, to the disk."""
    for path in paths:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
