"""What dies is restarted, status tells the truth, down leaves no process, and a crash does not hurt the next start.

The tests share one installation, since creating a database costs seconds; each finds its services running.
"""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from infra import condition, leftovers, supervisor
from infra.credentials import credential
from infra.ports import is_free
from jobs.lakehouse.settings import Settings
from tests.infra.conftest import Command, settings_of

SERVICES = "postgres,data-docs"


@pytest.fixture
def running(installation: Command, fresh_home: Path) -> Settings:
    """A small installation whose services run."""
    done = installation("up", "--only", SERVICES)
    assert done.returncode == 0, done.stderr
    return settings_of(fresh_home)


def _until(holds: Callable[[], bool], seconds: float = 30.0) -> bool:
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.3)
    return holds()


def _process_of(settings: Settings, service: str) -> int:
    return int(supervisor.describe(settings)[service]["pid"])


def _works(settings: Settings, service: str) -> bool:
    return all(row.is_right for row in condition.conditions(settings, [service]))


def test_up_again_changes_nothing(running: Settings, installation: Command) -> None:
    before = _process_of(running, "postgres")
    started = time.monotonic()
    assert installation("up", "--only", SERVICES).returncode == 0
    assert time.monotonic() - started < 10
    assert _process_of(running, "postgres") == before


@pytest.mark.parametrize("service", ["postgres", "data-docs"])
def test_a_killed_service_is_restarted(running: Settings, service: str) -> None:
    killed = _process_of(running, service)
    os.kill(killed, signal.SIGKILL)
    assert _until(lambda: _process_of(running, service) not in (0, killed) and _works(running, service))


def test_status_sees_a_service_that_runs_but_does_not_answer(running: Settings, installation: Command) -> None:
    assert installation("status", "--only", SERVICES).returncode == 0
    process = _process_of(running, "data-docs")
    os.kill(process, signal.SIGSTOP)
    try:
        done = installation("status", "--only", SERVICES)
    finally:
        os.kill(process, signal.SIGCONT)
    assert done.returncode == 1
    line = next(line for line in done.stdout.splitlines() if line.startswith("data-docs"))
    assert line.split()[1] == "running"
    assert line.split()[-1] == "no"


def test_status_does_not_take_a_stranger_for_a_service(installation: Command, fresh_home: Path) -> None:
    assert installation("down").returncode == 0
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        stranger.bind(("127.0.0.1", settings_of(fresh_home).data_docs_port))
        stranger.listen()
        done = installation("status", "--only", "data-docs")
    assert done.returncode == 1
    assert "yes" not in done.stdout


def test_down_leaves_no_process_and_no_open_port(running: Settings, installation: Command) -> None:
    assert leftovers.processes(running)
    assert installation("down").returncode == 0
    assert leftovers.processes(running) == []
    assert is_free(running.postgres_port)
    assert is_free(running.data_docs_port)


def test_up_recovers_from_a_crash_of_everything(running: Settings, installation: Command) -> None:
    """As after a power cut: every process is gone at once, process files stay and name others' processes."""
    for process in leftovers.processes(running):
        os.kill(process, signal.SIGKILL)
    assert _until(lambda: leftovers.processes(running) == [])
    record = running.home / "postgres" / "cluster" / "postmaster.pid"
    lines = record.read_text("utf-8").splitlines()
    record.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n", encoding="utf-8")
    done = installation("up", "--only", SERVICES)
    assert done.returncode == 0, done.stderr
    assert _works(running, "postgres")


def test_up_recovers_when_only_the_supervisor_died(running: Settings, installation: Command) -> None:
    supervisord = int((running.home / "run" / "supervisord.pid").read_text("utf-8"))
    os.kill(supervisord, signal.SIGKILL)
    assert _until(lambda: not supervisor.describe(running))
    done = installation("up", "--only", SERVICES)
    assert done.returncode == 0, done.stderr
    assert installation("status", "--only", SERVICES).returncode == 0


def test_the_lakehouse_reads_the_core_bank_and_cannot_write(running: Settings) -> None:
    owner = (running.secrets / "sample_bank_dsn").read_text("utf-8").strip()
    with psycopg.connect(owner) as connection:
        connection.execute("CREATE SCHEMA IF NOT EXISTS bank")
        connection.execute("CREATE TABLE IF NOT EXISTS bank.thing AS SELECT 1 AS number")
    with psycopg.connect(_source(running)) as connection:
        assert connection.execute("SELECT number FROM bank.thing").fetchone() == (1,)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            connection.execute("INSERT INTO bank.thing VALUES (2)")
    forced = psycopg.connect(_source(running), options="-c default_transaction_read_only=off")
    with forced, pytest.raises(psycopg.errors.InsufficientPrivilege):
        forced.execute("INSERT INTO bank.thing VALUES (2)")


def _source(settings: Settings) -> str:
    """The address through which the lakehouse reads the core bank."""
    password = credential(settings.home, "postgres_lakehouse_reader")
    return f"postgresql://lakehouse_reader:{password}@127.0.0.1:{settings.postgres_port}/core_bank"
