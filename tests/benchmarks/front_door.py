"""What a large delivery costs from landing to silver: ``python -m tests.benchmarks front_door``.

The tables in ``front_door_tables`` are laid over a copy of the code, the file lies in a real folder, and each step is a
process of its own, as Airflow starts them. Prints; asserts nothing but the account of the last run.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jobs.lakehouse.contract import BUSINESS_DATE
from jobs.lakehouse.settings import CHECKOUT, Settings
from tests.benchmarks.business_day import finished_runs, steps_in_words
from tests.benchmarks.front_door_file import bad_records, deliver
from tests.benchmarks.machine import CommandFailed, Cost, Engine, cost_of, load
from tests.benchmarks.temporary_home import home_with_engine

TABLES = Path(__file__).with_name("front_door_tables")
STEPS = ("landing.benchmark", "bronze.benchmark_loans", "silver.benchmark_loan")
WARM_UP_DAY, WARM_UP_RECORDS = date(2026, 5, 29), 1_000
DAY, RECORDS = date(2026, 6, 1), 1_000_000


def main(records: int = RECORDS) -> None:
    """Print each step of a delivery of so many records, their sum, and silver again, which then has nothing to do."""
    with scratch_checkout() as checkout, home_with_engine() as settings:
        door = FrontDoor(checkout, settings, Engine.of(settings))
        for name in door.delivered(WARM_UP_DAY, WARM_UP_RECORDS):
            door.step(name, WARM_UP_DAY)
        door.delivered(DAY, records)
        size = door.file_of(DAY).stat().st_size / 1e6
        print(f"front door: {records:,} records of 20 columns, {size:.0f} MB GB18030, 1 in 100 bad; {load()}")
        costs = [door.told_step(name, DAY) for name in STEPS]
        door.require_account(costs[-1].said, records)
        peak = max(cost.peak_mebibytes for cost in costs)
        total = sum(cost.seconds for cost in costs)
        print(f"front door in all: {total:.1f} s, Python at most {peak:.0f} MiB; {door.engine_memory}; {load()}")
        print(f"front door by step, bronze and silver: {door.steps(DAY)}")
        print(f"a table task that does nothing ({STEPS[-1]}): {door.step(STEPS[-1], DAY)}", flush=True)


@contextmanager
def scratch_checkout() -> Iterator[Path]:
    """A copy of the code with the tables of the benchmark in it."""
    with tempfile.TemporaryDirectory(prefix="yihu-benchmark-") as folder:
        for name in ("jobs", "expectations"):
            shutil.copytree(CHECKOUT / name, Path(folder) / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(TABLES, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
        yield Path(folder)


@dataclass(frozen=True)
class FrontDoor:
    """A source folder before an installation of its own."""

    checkout: Path
    settings: Settings
    engine: Engine

    @property
    def source(self) -> Path:
        """The folder that the source writes to."""
        folder = self.checkout / "source"
        folder.mkdir(exist_ok=True)
        return folder

    @property
    def engine_memory(self) -> str:
        """The engine's limit and what it held at most."""
        return f"engine of {self.settings.engine_memory}, at most {self.engine.peak_mebibytes:.0f} MiB in all"

    def delivered(self, day: date, records: int) -> tuple[str, ...]:
        """The steps that take in a delivery which now lies there."""
        deliver(self.source, day, records)
        return STEPS

    def file_of(self, day: date) -> Path:
        """The delivered file of a day."""
        return self.source / f"loans_{day:%Y%m%d}.csv"

    def step(self, name: str, day: date) -> Cost:
        """Run a step for a day in a process of its own."""
        variables = {"YIHU_SOURCE_BENCHMARK": self.source.as_uri()}
        return cost_of([sys.executable, "-m", "jobs.run", name, "--date", str(day)], self.checkout, variables)

    def told_step(self, name: str, day: date) -> Cost:
        """Run a step and print what it cost and said."""
        before = self.engine.processor_seconds
        cost = self.step(name, day)
        used = self.engine.processor_seconds - before
        print(f"{name}: {cost}, engine {used:.1f} s of processor\n  {cost.said}", flush=True)
        return cost

    def steps(self, day: date) -> str:
        """The steps of the table runs of a day, from their receipts."""
        receipts = finished_runs(self.settings)
        return steps_in_words(receipts.filter(receipts[BUSINESS_DATE] == day))

    def require_account(self, said: str, records: int) -> None:
        """Raise CommandFailed unless the last step loaded the good records and set the bad ones aside."""
        bad = bad_records(records)
        if f"loaded {records - bad}, quarantined {bad}," not in said:
            raise CommandFailed(f"the front door's account is not as written into the file: {said}")
