"""A file of a draft delivery is there whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from jobs.lakehouse.connectors.received import Request
from jobs.lakehouse.contract import Contract

# No single file of a source is larger; what is larger is a mistake or an attack.
LARGEST_FILE = 8 * 1024**3


def target(request: Request, contract: Contract, path: str) -> Path:
    """Where a file goes: under its own name, with the table's in front when another file of the day has that name."""
    name = path.rsplit("/", 1)[-1] or contract.noun
    place = request.folder / name
    return request.folder / f"{contract.noun}_{name}" if place.exists() else place


@contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """A file to write (and read back); it gets its name when the block ends, and goes when the block fails."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        with partial.open("w+b") as file:
            yield file
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
