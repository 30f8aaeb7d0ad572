"""When a DAG runs by itself: at ticks of a cron expression in the bank's time, each run keyed by its business date."""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import CronPartitionTimetable


def from_the_next(cron: str) -> CronPartitionTimetable:
    """Runs at every tick after the DAG was switched on; a tick that lies before it starts nothing.

    Airflow takes ``run_immediately=False`` for "if a tenth of the interval has not passed": a DAG switched on three
    hours after Friday's close would run Friday first, and keep the day that somebody asks for waiting.
    """
    return CronPartitionTimetable(cron, timezone="Asia/Shanghai", key_format="%Y-%m-%d", run_immediately=timedelta(0))
