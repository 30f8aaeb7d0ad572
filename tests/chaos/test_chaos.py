"""The short form of the campaign of kills: real clients, killed and stopped, beside a reader that never stops."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
FAULTS, SEED = 6, 11


@pytest.mark.fault(
    "F01",
    "clients of a day's run are killed at random and at named moments of the protocol",
    "the run again brings the same day; readers see no part, nothing is lost or doubled",
)
@pytest.mark.fault(
    "F41",
    "a reader polls while days are published, killed and published again",
    "every read is a whole, agreeing day",
)
def test_no_fault_loses_doubles_or_shows_part_of_anything(home: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.chaos", str(FAULTS), "--seed", str(SEED), "--beside", str(tmp_path)]
    environment = {**os.environ, "YIHU_HOME": str(home), "PYTHONPATH": str(CHECKOUT)}
    done = subprocess.run(command, env=environment, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads((tmp_path / "found.json").read_text())
    assert found["problems"] == []
    assert sum(found["blows"].values()) >= FAULTS
    assert found["reads"] > FAULTS
