"""A step of set-up: one line when it starts and one with its seconds when it ends."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager


class SetupFault(Exception):
    """Set-up cannot go on; the message is one sentence that says what to do."""


@contextmanager
def step(title: str) -> Iterator[None]:
    """Announce a step, then say how long it took."""
    started = time.monotonic()
    print(f"setup: {title} ...", flush=True)
    yield
    print(f"setup: {title}: {time.monotonic() - started:.0f} s", flush=True)


def execute(command: Sequence[str], why: str, environment: Mapping[str, str] | None = None) -> str:
    """Run a command and return what it printed; on failure show the end of its output.

    Raises SetupFault, starting with ``why``.
    """
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        sys.stderr.write((done.stdout + done.stderr)[-4000:] + "\n")
        raise SetupFault(f"{why} (`{command[0]}` ended with {done.returncode}; its last lines are above).")
    return done.stdout + done.stderr


def works(command: Sequence[str]) -> bool:
    """Whether a command exists and succeeds; a pyenv shim can exist and fail."""
    try:
        return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
