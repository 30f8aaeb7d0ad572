"""What things cost on this machine: ``make bench``, after ``make run``. Prints; asserts nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import polars as pl

from jobs.lakehouse.contract import BUSINESS_DATE
from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.settings import CHECKOUT, Settings, read_settings

WIDE = "gold.customer_wide"
EMPTY = "silver.division"


def main() -> None:
    """Print set-up, start, one business day by step, an unchanged table, and the rate of the wide build."""
    settings = read_settings()
    receipts = published_runs(settings)
    print(f"machine: {os.cpu_count()} cores, {memory_gibibytes():.0f} GiB")
    print(f"set-up again, nothing to do: {seconds_of('infra/setup'):.1f} s")
    print(f"services, already up: {seconds_of(sys.executable, '-m', 'infra', 'up'):.1f} s")
    for line in business_days(receipts):
        print(line)
    day = str(receipts[BUSINESS_DATE].max())
    seconds = seconds_of(sys.executable, "-m", "jobs.run", EMPTY, "--date", day)
    print(f"a table run that finds nothing new ({EMPTY}): {seconds:.1f} s wall")
    wide = receipts.filter(pl.col("table_name") == WIDE).tail(1)
    rate = wide["loaded_count"][0] / wide["duration_seconds"][0]
    print(f"wide build: {wide['loaded_count'][0]:,} rows, {rate:,.0f} rows a second")


def published_runs(settings: Settings) -> pl.DataFrame:
    """Receipts of runs that published; raises DataFault where nothing has run."""
    path = settings.lake / "ops" / "run"
    if not path.exists():
        raise DataFault("Nothing to measure yet: start with `make run`.")
    return pl.read_delta(str(path)).filter(pl.col("status_code") == "PUBLISHED").sort("started_at")


def business_days(receipts: pl.DataFrame) -> list[str]:
    """Per day: wall clock from first to last run, seconds of all runs, and the sum of each step."""
    return [_day(day[0], runs) for day, runs in receipts.group_by(BUSINESS_DATE, maintain_order=True)]


def _day(day: object, runs: pl.DataFrame) -> str:
    wall = (runs["started_at"].max() - runs["started_at"].min()).total_seconds() + runs["duration_seconds"][-1]
    steps: dict[str, float] = {}
    for measured in runs["step_seconds"]:
        for step, seconds in dict(measured or {}).items():
            steps[step] = steps.get(step, 0.0) + seconds
    parts = ", ".join(f"{step} {seconds:.0f} s" for step, seconds in steps.items())
    total = runs["duration_seconds"].sum()
    return f"business date {day}: {runs.height} tables in {wall:.0f} s wall, {total:.0f} s of runs ({parts})"


def seconds_of(*command: str) -> float:
    """Wall-clock seconds of a command that must succeed."""
    start = time.perf_counter()
    subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True)
    return time.perf_counter() - start


def memory_gibibytes() -> float:
    """Memory of the machine."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3


if __name__ == "__main__":
    main()
