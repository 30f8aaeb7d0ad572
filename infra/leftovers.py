"""The processes of an installation, found without the supervisor: what a crash or a kill has left behind."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

from infra.credentials import write_private
from infra.services import MARK
from jobs.lakehouse.settings import Settings

BOOT = Path("/proc/sys/kernel/random/boot_id")


def processes(settings: Settings) -> list[int]:
    """Ids of the processes of this installation, whoever their parent is now.

    They carry its mark in their environment, or belong to the session of the supervisor: a program that changes its
    title (Airflow's server and workers do) overwrites its environment.
    """
    mark = f"{MARK}={settings.home}".encode()
    sessions: dict[int, int] = {}
    ours = _recorded_session(settings)
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            state, _, _, session = (entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[:4]
            if state == "Z":  # ended; nobody has asked yet how
                continue
            sessions[int(entry.name)] = int(session)
            if mark in (entry / "environ").read_bytes().split(b"\0"):
                ours.add(sessions[int(entry.name)])
    return [process for process, session in sessions.items() if session in ours]


def record_session(settings: Settings, session: int) -> None:
    """The number of a session means something until the machine starts anew."""
    text = f"{BOOT.read_text(encoding='ascii').strip()} {session}"
    write_private(settings.home / "run" / "session", text)


def _recorded_session(settings: Settings) -> set[int]:
    """The session of the last supervisor, unless the number has passed to a stranger, who would lead it."""
    record = settings.home / "run" / "session"
    if not record.exists():
        return set()
    boot, number = record.read_text(encoding="ascii").split()
    leader = Path("/proc") / number / "cmdline"
    is_strange = leader.exists() and str(settings.home).encode() not in leader.read_bytes()
    return set() if is_strange or boot != BOOT.read_text(encoding="ascii").strip() else {int(number)}


def end(settings: Settings) -> None:
    """End what a crash left behind: first a request, after five seconds by force."""
    for number, patience in ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)):
        deadline = time.monotonic() + patience
        for process in processes(settings):
            with suppress(ProcessLookupError):
                os.kill(process, number)
        while processes(settings) and time.monotonic() < deadline:
            time.sleep(0.2)
    (settings.home / "run" / "session").unlink(missing_ok=True)
