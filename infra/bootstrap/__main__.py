"""``infra/setup``: install what is missing, side by side where nothing depends on it."""

from __future__ import annotations

import fcntl
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from infra.bootstrap import environments, jars, java, openmp, uv
from infra.bootstrap.step import SetupFault
from infra.paths import TOOLS


def main() -> int:
    """Exit code 0 when everything is in place, 1 with one sentence when something cannot be had."""
    started = time.monotonic()
    TOOLS.mkdir(parents=True, exist_ok=True)
    try:
        with (TOOLS / "setup.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            _install_everything()
    except (SetupFault, FileNotFoundError) as fault:
        print(f"setup: {fault}", file=sys.stderr)
        return 1
    print(f"setup: ready ({time.monotonic() - started:.1f} s)", flush=True)
    return 0


def _install_everything() -> None:
    """What the system must have is found before the long downloads, so that nobody learns of it after minutes."""
    java.find_or_install()
    openmp.find_or_install()
    if not all(environments.is_current(name) for name in environments.NAMES):
        uv.find_or_install()
    with ThreadPoolExecutor(2) as side_by_side:
        tasks = [side_by_side.submit(environments.install, name) for name in environments.NAMES]
        for task in tasks:
            task.result()
    jars.install()


if __name__ == "__main__":
    sys.exit(main())
