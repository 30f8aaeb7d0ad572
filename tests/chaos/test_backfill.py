"""A backfill beside the daily run, in short: every table and day as if one had followed the other."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
PROGRAM = (
    "import sys; from pathlib import Path; from jobs.lakehouse.settings import read_settings; "
    "from tests.chaos.backfill import backfilled; "
    "settings = read_settings().model_copy(update={'home': Path(sys.argv[1])}); "
    "found = backfilled(settings, days=3, seed=5); print(found); sys.exit(bool(found))"
)


@pytest.mark.fault(
    "F40",
    "a backfill runs beside the daily run",
    "every table and day as if one had followed the other",
)
def test_a_backfill_beside_the_daily_run_ends_as_if_one_had_followed_the_other(home: Path, tmp_path: Path) -> None:
    """A process of its own: clients are forked, which a process that already talks to the engine must not do."""
    environment = {**os.environ, "YIHU_HOME": str(home), "PYTHONPATH": str(CHECKOUT)}
    command = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    done = subprocess.run(command, env=environment, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
