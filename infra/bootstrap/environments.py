"""The two locked environments. A stamp beside each says which lock it was filled from."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from infra.bootstrap import uv
from infra.bootstrap.step import execute, step, works
from infra.paths import AIRFLOW_ENVIRONMENT, JOBS_ENVIRONMENT, LOCKS

NAMES = {"jobs": JOBS_ENVIRONMENT, "airflow": AIRFLOW_ENVIRONMENT}
SUITS = "import sys; sys.exit(not ((3, 11) <= sys.version_info[:2] <= (3, 13)))"


def is_current(name: str) -> bool:
    """Whether the environment was filled from today's lock and its interpreter still runs."""
    stamp = _stamp(name)
    return stamp.exists() and stamp.read_text() == _lock_hash(name) and _runs(NAMES[name])


def install(name: str) -> None:
    """Make the environment equal to its lock, with bytecode: without it a heavy import takes three times as long.

    Raises SetupFault when a package cannot be had.
    """
    if is_current(name):
        return
    folder = NAMES[name]
    program = str(uv.find_or_install())
    with step(f"environment {name} (the first time it downloads and compiles: minutes)"):
        if not _runs(folder):
            make = [program, "venv", "--quiet", "--clear", "--no-project", "--python", sys.executable, str(folder)]
            execute(make, f"Environment {name} cannot be made", uv.environment())
        _stamp(name).unlink(missing_ok=True)
        _fill(program, name, folder)
        _stamp(name).write_text(_lock_hash(name))


def _fill(program: str, name: str, folder: Path) -> None:
    sync = [
        program,
        "pip",
        "sync",
        "--quiet",
        "--require-hashes",
        "--compile-bytecode",
        "--python",
        str(folder / "bin" / "python"),
    ]
    execute([*sync, str(_lock(name))], f"Environment {name} cannot be filled from {_lock(name).name}", uv.environment())


def _lock(name: str) -> Path:
    return LOCKS / f"{name}.lock"


def _lock_hash(name: str) -> str:
    return hashlib.sha256(_lock(name).read_bytes()).hexdigest()


def _stamp(name: str) -> Path:
    return NAMES[name].with_name(f"{name}.stamp")


def _runs(folder: Path) -> bool:
    return works([str(folder / "bin" / "python"), "-c", SUITS])
