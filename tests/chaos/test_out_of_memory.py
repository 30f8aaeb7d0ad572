"""An engine with little memory and a build that asks for much: told, nothing half published, and the next run works."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date

import pytest

from jobs.lakehouse.errors import ExitCode
from jobs.lakehouse.manifest import Manifests
from jobs.lakehouse.settings import CHECKOUT, Settings
from tests.benchmarks.temporary_home import home_with_engine
from tests.chaos import shop

DAY = date(2026, 6, 1)


@pytest.fixture
def small_engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """An installation whose engine has 700 MiB, under the supervisor that starts it anew."""
    monkeypatch.setenv("YIHU_ENGINE_MEMORY", "700m")
    with home_with_engine() as settings:
        (settings.home / "shop").mkdir()
        (settings.home / "acknowledged").mkdir()
        yield settings


def run_day(settings: Settings, number: int, hunger: int = 0) -> subprocess.CompletedProcess[str]:
    """A client of its own; ``hunger`` is how many numbers each row of a build asks the engine to hold at once."""
    command = [sys.executable, "-m", "tests.chaos.hungry", DAY.isoformat(), str(number), str(hunger)]
    environment = {**os.environ, "YIHU_HOME": str(settings.home), "PYTHONPATH": str(CHECKOUT)}
    return subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False)


def seen(settings: Settings) -> int:
    return shop.delivery_seen(Manifests(settings.lake).get(DAY), shop.catalog_of(settings.home), settings.lake)


@pytest.mark.fault(
    "F08",
    "a build asks the engine for more memory than it has",
    "one sentence, 75; readers keep the last day; the supervisor starts the engine and the run again succeeds",
)
def test_a_build_that_needs_too_much_memory_is_told_and_the_engine_serves_the_next_run(small_engine: Settings) -> None:
    assert run_day(small_engine, 1).returncode == ExitCode.DONE
    hungry = run_day(small_engine, 2, hunger=400_000_000)
    assert hungry.returncode == ExitCode.INFRASTRUCTURE_FAULT, hungry.stderr
    assert "memory" in hungry.stderr.splitlines()[-1]
    assert seen(small_engine) == 1
    assert run_day(small_engine, 2).returncode == ExitCode.DONE
    assert seen(small_engine) == 2
