"""A campaign: one fault after the other against a day's run, each ended by the run again, all of it seeded."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from jobs.lakehouse.errors import ExitCode, InfrastructureFault, YihuError
from jobs.lakehouse.manifest import Manifests
from jobs.lakehouse.publication import Publications
from jobs.lakehouse.session import Attempt
from jobs.lakehouse.settings import Settings
from tests.chaos import reader, shop

FORK = multiprocessing.get_context("fork")
# What Airflow does with exit code 75 and with a task that was killed, in short.
ATTEMPTS, PAUSE_SECONDS = 40, 1.0
LONGEST_SECONDS = 300
MOST_IN_A_ROW = 4
Arm = Callable[[], None]
Blow = Callable[["Campaign", date], int]


@dataclass
class Campaign:
    """What happened so far; ``usual_seconds`` is how long a day takes, for blows at a random moment of it."""

    settings: Settings
    chance: random.Random
    number: int = 0
    usual_seconds: float = 5.0
    blows: Counter[str] = field(default_factory=Counter)
    repetitions: Counter[int] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    def prepare(self) -> None:
        """Make the folders, and let every day be sealed once without a fault."""
        for name in ("shop", "acknowledged"):
            (self.settings.home / name).mkdir(exist_ok=True)
        for day in shop.DAYS:
            start = time.monotonic()
            self.repeat_until_done(day, self.next_number(), uuid.uuid4().hex, first=1)
            self.usual_seconds = time.monotonic() - start

    def strike(self, blow: Blow) -> None:
        """One fault against one day; afterwards readers must see the last delivery, exactly."""
        day = self.chance.choice(shop.DAYS)
        number = blow(self, day)
        self._require_seen(day, number)

    def start(self, day: date, number: int, run: str, attempt: int, arm: Arm = lambda: None) -> BaseProcess:
        """A client of its own that runs the day."""
        who = Attempt("chaos", run, "day", attempt)
        process = FORK.Process(target=_client, args=(self.settings, day, number, who, arm))
        process.start()
        return process

    def times_in_a_row(self) -> int:
        """How often a run is struck before it may end: what recovers is struck as well."""
        return self.chance.randint(1, MOST_IN_A_ROW)

    def count(self, process: BaseProcess, blow: Blow) -> None:
        """Count a blow that struck; a run that was over before it came was not struck."""
        if process.exitcode == -signal.SIGKILL:
            self.blows[blow.__doc__] += 1

    def next_number(self) -> int:
        """The number of a new delivery."""
        self.number += 1
        return self.number

    def repeat_until_done(self, day: date, number: int, run: str, first: int) -> None:
        """Run the day until it is done, with growing numbers of attempt."""
        for attempt in range(first, first + ATTEMPTS):
            process = self.start(day, number, run, attempt)
            ended(process)
            if process.exitcode == ExitCode.DONE:
                self.repetitions[attempt - first + 1] += 1
                return
            if process.exitcode != ExitCode.INFRASTRUCTURE_FAULT:
                self.problems.append(f"delivery {number} of {day}: the run again ended with {process.exitcode}")
                return
            time.sleep(PAUSE_SECONDS)
        self.problems.append(f"delivery {number} of {day}: not done after {ATTEMPTS} attempts")

    def _require_seen(self, day: date, number: int) -> None:
        """Ask a process of its own: the library that reads Delta does not survive a fork."""
        mine, theirs = FORK.Pipe()
        process = FORK.Process(target=_tell_problem, args=(self.settings, day, number, theirs))
        process.start()
        problem = mine.recv()
        process.join()
        self.problems.extend([problem] if problem else [])


def conduct(settings: Settings, faults: int, seed: int, weights: Mapping[Blow, int], tell: Callable = print) -> dict:
    """Strike that many times while a reader reads, or until something is lost; what happened, for the report."""
    shop.declare_builds()
    chance = random.Random(seed)  # noqa: S311
    campaign, start = Campaign(settings, chance), time.monotonic()
    campaign.prepare()
    with _reading(settings) as found:
        while campaign.blows.total() < faults and not campaign.problems:
            blow = campaign.chance.choices(tuple(weights), tuple(weights.values()))[0]
            campaign.strike(blow)
            told = f"{campaign.blows.total():4} of {faults}: {blow.__name__}, {len(campaign.problems)} problems"
            tell(told, flush=True)
    return {
        "faults": faults,
        "seed": seed,
        "minutes": round((time.monotonic() - start) / 60, 1),
        "blows": dict(campaign.blows),
        "repetitions": dict(campaign.repetitions),
        "reads": found["reads"],
        "problems": [*campaign.problems, *found["problems"]],
    }


@contextmanager
def _reading(settings: Settings) -> Iterator[dict]:
    end, found = settings.home / "reader.end", {}
    process = FORK.Process(target=reader.read_until_ended, args=(settings.home,))
    process.start()
    try:
        yield found
    finally:
        end.touch()
        process.join()
        end.unlink()
        found |= json.loads((settings.home / "reader.json").read_text(encoding="utf-8"))


def ended(process: BaseProcess, patience: float = LONGEST_SECONDS) -> None:
    """Wait for the end of a client; one that never ends is a problem of its own."""
    process.join(patience)
    if process.is_alive():
        process.kill()
        process.join()
        raise TimeoutError(f"a client did not end in {patience} s")


def _tell_problem(settings: Settings, day: date, number: int, told: Connection) -> None:
    try:
        told.send(_problem(settings, day, number))
    except YihuError as problem:
        told.send(str(problem))


def _problem(settings: Settings, day: date, number: int) -> str | None:
    seen = shop.delivery_seen(Manifests(settings.lake).get(day), shop.catalog_of(settings.home), settings.lake)
    if seen != number:
        return f"delivery {number} of {day} was run again, readers see {seen}"
    announced = [one for name in shop.TABLES for one in Publications(settings.lake).announced(name)]
    return f"{len(announced)} announcements are left after delivery {number} of {day}" if announced else None


def _client(settings: Settings, day: date, number: int, attempt: Attempt, arm: Arm) -> None:
    arm()
    try:
        shop.run_day(settings, day, number, attempt)
    except YihuError as fault:
        os._exit(int(fault.exit_code))
    except Exception as error:
        # What the engine's end looks like to its client.
        is_engine = "rpc" in repr(error).lower() or "connect" in type(error).__module__
        print(f"{type(error).__name__}: {str(error)[:300]}", flush=True)
        os._exit(int(InfrastructureFault.exit_code) if is_engine else 1)
    os._exit(0)
