"""What a business day of the sample cost, from its receipts: ``python -m tests.benchmarks business_day``.

Needs ``make run`` before and the services up. Prints; asserts nothing.
"""

from __future__ import annotations

import sys
from collections import Counter

import polars as pl

from jobs.lakehouse.contract import BUSINESS_DATE
from jobs.lakehouse.settings import Settings, read_settings
from tests.benchmarks.machine import cost_of, load
from tests.benchmarks.temporary_home import INFRA

WIDE = "gold.customer_wide"
EMPTY = "silver.division"
# A run of a person does not belong to the day that Airflow ran.
BY_HAND = "by_hand"
DONE = ("PUBLISHED", "CARRIED", "UNCHANGED")


def main() -> None:
    """Print every business day by step, the wide build of the last one, and a table task that does nothing."""
    receipts = finished_runs(read_settings())
    if receipts.is_empty():
        print("business days: not measured, there are none yet: make run, then make bench again")
        return
    scheduled = receipts.filter(pl.col("dag_id") != BY_HAND)
    for (day, _), runs in scheduled.group_by(BUSINESS_DATE, "dag_run_id", maintain_order=True):
        print(day_in_words(day, runs), flush=True)
    wide = receipts.filter((pl.col("table_name") == WIDE) & (pl.col("status_code") == "PUBLISHED")).tail(1)
    for rows, seconds in wide.select("loaded_count", "duration_seconds").iter_rows():
        print(f"{WIDE} of the sample, whole run: {rows:,} rows in {seconds:.1f} s, {rows / seconds:,.0f} rows a second")
    print(nothing_to_do(str(receipts[BUSINESS_DATE].max())), flush=True)


def finished_runs(settings: Settings) -> pl.DataFrame:
    """Receipts of runs that ended well, oldest first; none where nothing has run."""
    path = settings.lake / "ops" / "run"
    if not path.exists():
        return pl.DataFrame()
    return pl.read_delta(str(path)).filter(pl.col("status_code").is_in(DONE)).sort("started_at")


def day_in_words(day: object, runs: pl.DataFrame) -> str:
    """Tables by state, wall clock from the first table's start to the last one's end, and all runs by step."""
    last = (runs["started_at"].dt.timestamp("ms") / 1000 + runs["duration_seconds"]).max()
    wall = last - runs["started_at"].min().timestamp()
    states = ", ".join(f"{count} {state.lower()}" for state, count in sorted(Counter(runs["status_code"]).items()))
    return f"business date {day}: {states}: {wall:.0f} s wall, {steps_in_words(runs)}"


def steps_in_words(runs: pl.DataFrame) -> str:
    """Seconds of runs in all and by step."""
    steps: Counter[str] = Counter()
    for measured in runs["step_seconds"]:
        steps.update(dict(measured))
    parts = ", ".join(f"{step} {seconds:.0f} s" for step, seconds in steps.items())
    return f"{runs['duration_seconds'].sum():.0f} s of runs ({parts})"


def nothing_to_do(day: str) -> str:
    """A table task, as Airflow starts one, that finds its day published; the services must be up."""
    up = cost_of([*INFRA, "up"])
    task = cost_of([sys.executable, "-m", "jobs.run", EMPTY, "--date", day])
    return f"services, already up: {up.seconds:.1f} s\na table task that does nothing ({EMPTY}): {task}; {load()}"
