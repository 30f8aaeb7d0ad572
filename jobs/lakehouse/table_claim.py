"""One writer per table across processes, each with a fencing token higher than those before.

The operating system drops a claim when its holder dies. A holder that was stopped keeps it and may go on later as if
nothing had happened; the next writer takes the claim over, and what commits with a lower token is refused.
"""

from __future__ import annotations

import fcntl
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

PAUSE_SECONDS = 0.05
# A stopped process does not end its commit soon; a running one may need long for a large table.
STOPPED_SECONDS = 5.0
HELD_SECONDS = 1800.0


@dataclass(frozen=True)
class Claim:
    """The right to write one table: ``token`` is higher than that of every claim before.

    ``is_taken_over`` tells that the holder before is alive and may still believe that the table is its own.
    """

    table: str
    token: int
    is_taken_over: bool


@contextmanager
def table_claim(lake: Path, table: str, highest_used: Callable[[], int]) -> Iterator[Claim]:
    """Claim a table, waiting for whoever has it; ``highest_used`` is asked where no token is known any more."""
    folder = lake / "_claims" / table
    folder.mkdir(parents=True, exist_ok=True)
    handle, is_taken_over = _locked(folder / "lock")
    try:
        yield Claim(table, _next_token(folder, highest_used), is_taken_over)
    finally:
        handle.close()


def _locked(path: Path) -> tuple[TextIO, bool]:
    """The locked file, and whether its holder had to be passed by."""
    start = time.monotonic()
    stopped_since: float | None = None
    is_taken_over = False
    while True:
        handle = path.open("a+", encoding="utf-8")
        with suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_at(path, handle):
                _sign(handle)
                return handle, is_taken_over
        now = time.monotonic()
        stopped_since = (stopped_since or now) if _is_stopped(handle) else None
        if now - start > HELD_SECONDS or (stopped_since and now - stopped_since > STOPPED_SECONDS):
            is_taken_over = _passed_by(path, handle) or is_taken_over
        handle.close()
        time.sleep(PAUSE_SECONDS)


def _is_at(path: Path, handle: TextIO) -> bool:
    """Whether the open file is still the one under its name, and not one that was passed by."""
    try:
        return os.path.samestat(path.stat(), os.fstat(handle.fileno()))
    except FileNotFoundError:
        return False


def _passed_by(path: Path, handle: TextIO) -> bool:
    """Take the name away from a lock whose holder does not move: the next claim is of a file of its own."""
    if not _is_at(path, handle):
        return False
    path.unlink(missing_ok=True)
    return True


def _sign(handle: TextIO) -> None:
    handle.truncate(0)
    handle.write(f"{socket.gethostname()} {os.getpid()}")
    handle.flush()


def _is_stopped(handle: TextIO) -> bool:
    """Whether the holder is a process of this machine that was stopped; unknown counts as running."""
    handle.seek(0)
    host, _, process = handle.read().partition(" ")
    if host != socket.gethostname():
        return False
    with suppress(OSError):
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
        return state in "Tt"
    return False


def _next_token(folder: Path, highest_used: Callable[[], int]) -> int:
    """A number nobody had before: making its file fails where somebody was faster."""
    while True:
        known = [int(path.suffix[1:]) for path in folder.glob("token.*")]
        token = (max(known) if known else highest_used()) + 1
        try:
            (folder / f"token.{token}").touch(exist_ok=False)
        except FileExistsError:
            continue
        for earlier in known:
            if earlier < token - 1:
                (folder / f"token.{earlier}").unlink(missing_ok=True)
        return token
