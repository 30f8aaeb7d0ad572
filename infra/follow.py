"""Watching a DAG run: one line for each task that ends, one sentence when something failed."""

from __future__ import annotations

import time

from infra.airflow_client import Airflow, DagRun, Task
from infra.progress import Progress
from jobs.lakehouse.errors import DataFault, InfrastructureFault

POLL_SECONDS = 1.0
PATIENCE_SECONDS = 3600.0
SAID = ("success", "failed", "skipped", "upstream_failed", "up_for_retry", "up_for_reschedule", "awaiting_input")


def until_known(airflow: Airflow, dag_id: str, seconds: float = 120.0) -> None:
    """Wait until the DAG processor has parsed a DAG.

    Raises InfrastructureFault with the import error when it cannot be parsed.
    """
    deadline = time.monotonic() + seconds
    while not airflow.knows(dag_id):
        if time.monotonic() > deadline:
            errors = airflow.import_errors() or ["see log/airflow-dag-processor.log in the home folder"]
            raise InfrastructureFault(f"Airflow does not know the DAG {dag_id}: {errors[0]}")
        time.sleep(POLL_SECONDS)


def until_ended(airflow: Airflow, run: DagRun, title: str, progress: Progress) -> None:
    """Wait for the end of a run and say what happens.

    Raises DataFault when a task failed; the sentence is that of the task.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    said = {_key(task) for task in airflow.tasks_of(run) if task.has_ended}
    while True:
        state = airflow.state_of(run)
        tasks = airflow.tasks_of(run)
        for task in tasks:
            _say_once(task, said, title, progress)
        if state == "success":
            return
        if state == "failed":
            raise DataFault(_failure(airflow, run, tasks))
        if time.monotonic() > deadline:
            raise InfrastructureFault(
                f"{run.dag_id} for {title} is still {state} after an hour: {airflow.page_of(run)}"
            )
        time.sleep(POLL_SECONDS)


def _key(task: Task) -> tuple[str, str, int]:
    return task.task_id, task.state, task.attempt


def _say_once(task: Task, said: set[tuple[str, str, int]], title: str, progress: Progress) -> None:
    if task.state not in SAID or _key(task) in said:
        return
    said.add(_key(task))
    mark = "" if task.state == "success" else f"  {task.state.upper()} (attempt {task.attempt})"
    progress.say(f"{title}  {task.task_id:<40} {task.seconds:5.1f} s{mark}")


def _failure(airflow: Airflow, run: DagRun, tasks: list[Task]) -> str:
    """Which task failed first, why, and where to look."""
    failed = [task for task in tasks if task.state == "failed"]
    if not failed:
        return f"{run.dag_id} failed before its first task: {airflow.page_of(run)}"
    first = failed[0]
    return f"Task {first.task_id} failed: {airflow.why(run, first)}\nLook at {airflow.page_of(run)}"
