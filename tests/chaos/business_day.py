"""Business days in a real installation whose services are killed: ``python -m tests.chaos.business_day``.

One installation runs its days undisturbed. Another, with the same bank and the same keys, has a service killed every
few moments: PostgreSQL, the scheduler, the API server, the DAG processor, the engine. Both must end alike, and whoever
reads sealed days meanwhile must find every table of them whole. ``YIHU_LAST_BUSINESS_DATE`` says how many days it is.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Annotated

import polars as pl
import typer

from infra import supervisor
from jobs.lakehouse.lake_reader import CuratedTable, open_curated
from jobs.lakehouse.manifest import Manifests
from jobs.lakehouse.publication import Publications
from jobs.lakehouse.settings import CHECKOUT, Settings, read_settings
from tests.benchmarks.temporary_home import empty_home

STRUCK = ("postgres", "airflow-scheduler", "airflow-api-server", "airflow-dag-processor", "spark-connect")
KEYS = ("identity_key", "gate_key")
PAUSE_SECONDS = (20.0, 50.0)
# How often a person would say `make run` again before calling it broken.
REPETITIONS = 5
Contents = dict[tuple[str, str], str]


@dataclass
class Readings:
    """What a reader of sealed days has seen so far."""

    tables: int = 0
    problems: list[str] = field(default_factory=list)


def main(
    customers: Annotated[int, typer.Option(help="Size of the sample bank; a scorecard needs loans")] = 6000,
    seed: Annotated[int, typer.Option(help="The same seed kills the same services")] = 1,
) -> None:
    """Compare the tables of both installations; ends with 1 where they differ."""
    keys: dict[str, str] = {}
    with _installation(keys) as settings:
        keys |= {name: (settings.secrets / name).read_text() for name in KEYS}
        _run_until_done(settings, customers)
        expected = _contents(settings)
    with _installation(keys) as settings:
        with _read_meanwhile(settings) as readings:
            kills, repetitions = _struck(settings, customers, random.Random(seed))  # noqa: S311
        found = _contents(settings)
    differing = sorted(f"{table} of {day}" for table, day in {pair[0] for pair in expected.items() ^ found.items()})
    killed = ", ".join(f"{service} {times} times" for service, times in sorted(kills.items()))
    print(f"{sum(kills.values())} kills ({killed}), {repetitions} runs again")
    print(f"{readings.tables} reads of sealed tables, not whole: {'; '.join(readings.problems) or 'none'}")
    print(f"{len(expected)} tables of days, {len(differing)} differ: {', '.join(differing) or 'none'}")
    sys.exit(1 if differing or readings.problems or not (expected and readings.tables) else 0)


@contextmanager
def _installation(keys: dict[str, str]) -> Iterator[Settings]:
    with empty_home() as home:
        for name, value in keys.items():
            (home / "secrets" / name).write_text(value)
        yield read_settings()


@contextmanager
def _read_meanwhile(settings: Settings) -> Iterator[Readings]:
    """A reader that never stops while the block runs."""
    readings, ended = Readings(), Event()
    reader = Thread(target=_read_until, args=(settings, ended, readings))
    reader.start()
    try:
        yield readings
    finally:
        ended.set()
        reader.join()


def _read_until(settings: Settings, ended: Event, readings: Readings) -> None:
    """Every table of every sealed day, again and again: there, and with as many rows as its manifest says."""
    while not ended.wait(1.0):
        for day in Manifests(settings.lake).days():
            sealed = open_curated(day, lake=settings.lake)
            for name, entry in sealed.manifest.tables.items():
                readings.tables += 1
                found = _rows_of(sealed.table(name))
                if found != entry.rows:
                    readings.problems.append(f"{name} of {day}: {found} of {entry.rows} rows")


def _rows_of(table: CuratedTable) -> int | str:
    """How many rows can be read, or why none can."""
    try:
        return table.polars().select(pl.len()).collect().item()
    except Exception as problem:
        return type(problem).__name__


def _run(settings: Settings, customers: int) -> subprocess.Popen[str]:
    environment = {**os.environ, "YIHU_HOME": str(settings.home), "PYTHONPATH": str(CHECKOUT)}
    command = [sys.executable, "-m", "infra", "run", "--customers", str(customers)]
    return subprocess.Popen(
        command, cwd=CHECKOUT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )


def _run_until_done(settings: Settings, customers: int) -> int:
    """How many runs it took."""
    for number in range(1, REPETITIONS + 1):
        process = _run(settings, customers)
        said = process.stderr.read() if process.stderr else ""
        if process.wait() == 0:
            return number
        print(f"run {number} ended: {said.strip().splitlines()[-1:] or 'without a word'}", flush=True)
    raise SystemExit(f"not done after {REPETITIONS} runs")


def _struck(settings: Settings, customers: int, chance: random.Random) -> tuple[Counter[str], int]:
    """Kill services while the days run; as often as the run gives up, it is started again, as a person would."""
    kills: Counter[str] = Counter()
    for number in range(1, REPETITIONS + 1):
        process = _run(settings, customers)
        while process.poll() is None:
            with suppress(subprocess.TimeoutExpired):
                process.wait(chance.uniform(*PAUSE_SECONDS))
                break
            _kill(settings, chance.choice(STRUCK), kills)
        if process.returncode == 0:
            return kills, number - 1
        print(f"run {number} ended: {(process.stderr.read() if process.stderr else '')[-300:]}", flush=True)
    raise SystemExit(f"not done after {REPETITIONS} runs")


def _kill(settings: Settings, service: str, kills: Counter[str]) -> None:
    found = supervisor.describe(settings).get(service, {})
    if found.get("pid"):
        with suppress(ProcessLookupError):
            os.kill(found["pid"], signal.SIGKILL)
            kills[service] += 1
            print(f"{time.strftime('%H:%M:%S')} killed {service}", flush=True)


def _contents(settings: Settings) -> Contents:
    publications = Publications(settings.lake)
    return {
        (table, one.business_date): one.content_hash
        for table in publications.tables()
        for one in publications.of_table(table)
    }


if __name__ == "__main__":
    typer.run(main)
