"""A file of a draft delivery is there whole or not at all."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from jobs.lakehouse.connectors.received import Request
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.exhaustion import failed_here

# No single file of a source is larger; what is larger is a mistake or an attack.
LARGEST_FILE = 8 * 1024**3


def target(request: Request, contract: Contract, path: str) -> Path:
    """Where a file goes: under its own name, with the table's in front when another file of the day has that name."""
    name = path.rsplit("/", 1)[-1] or contract.noun
    place = request.folder / name
    return request.folder / f"{contract.noun}_{name}" if place.exists() else place


@contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """A file to write (and read back); it gets its name when the block ends, and goes when the block fails.

    A disk of this machine that is full or fails raises InfrastructureFault, so that no source is blamed for it.
    """
    partial = path.with_name(f".{path.name}.partial")
    try:
        with _blamed_on_this_machine(path):
            own = _OwnFile(partial, path)
        with io.BufferedRandom(own) as file:
            yield file
        with _blamed_on_this_machine(path):
            partial.replace(path)
    finally:
        with _blamed_on_this_machine(path):
            partial.unlink(missing_ok=True)


class _OwnFile(io.FileIO):
    """A file of this machine, whose own errors of writing are told apart from those of the source it is copied from."""

    def __init__(self, partial: Path, path: Path) -> None:
        super().__init__(partial, "w+")
        self._path = path

    def write(self, block: bytes) -> int:
        with _blamed_on_this_machine(self._path):
            return super().write(block)


@contextmanager
def _blamed_on_this_machine(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise failed_here(error, f"landing (file {path.name})") from None
