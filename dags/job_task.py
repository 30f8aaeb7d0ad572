"""A job as an Airflow task: a small process of the jobs environment.

Its exit code says what Airflow does next: a data or contract fault fails at once, since the same bytes give the same
answer; everything else is retried.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.providers.standard.hooks.subprocess import SubprocessHook, SubprocessResult
from airflow.sdk import BaseOperator, Context
from airflow.sdk.exceptions import (
    AirflowException,
    AirflowFailException,
    AirflowRescheduleException,
    AirflowSkipException,
)

from jobs.lakehouse.errors import ExitCode
from jobs.lakehouse.settings import CHECKOUT, home_folder

PYTHON = CHECKOUT / "var" / "environments" / "jobs" / "bin" / "python"
# What a job may see of Airflow's environment: no connection strings, no keys. The last one is the mark by which
# `make down` finds a job whose worker was killed: it has a session of its own.
PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ", "HOME", "JAVA_HOME", "YIHU_SUPERVISED")
# What a passing fault of a service costs; faults of data and contracts are not retried. A job that a service never
# answers ends too, instead of holding its slot for ever: twice the longest time that a source may take (two hours).
RETRIES = {
    "retries": 2,
    "retry_delay": timedelta(seconds=20),
    "retry_exponential_backoff": True,
    "execution_timeout": timedelta(hours=4),
}
ASK_AGAIN = timedelta(minutes=10)


class JobTask(BaseOperator):
    """Run ``python -m <module> <subject> --date <partition key>`` in the jobs environment."""

    def __init__(self, *, module: str, subject: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.module = module
        self.subject = subject
        self._process = SubprocessHook()

    def execute(self, context: Context) -> None:
        """Run the job for the business date that is the run's partition key."""
        words = (self.module, self.subject, "--date", business_date(context), *self.said_beside(context))
        conclude(run_job(self._process, context, *words))

    def said_beside(self, context: Context) -> tuple[str, ...]:
        """What else the job is told; nothing, for most."""
        return ()

    def on_kill(self) -> None:
        """Tell the job to end; it then interrupts what it started in the engine."""
        self._process.send_sigterm()


def business_date(context: Context) -> str:
    """The partition key of the run; a run without one fails in a sentence."""
    key = context["dag_run"].partition_key
    if not key:
        raise AirflowFailException("This run has no partition key: trigger the DAG with a business date as its key.")
    return key


def run_job(process: SubprocessHook, context: Context, *words: str, **secrets: str) -> SubprocessResult:
    """Run ``python -m <words>`` in the jobs environment; its exit code and the last line it printed.

    ``secrets`` are set for the process alone: they stand in no command line, template, log or XCom.
    """
    environment = {**_environment(context), **secrets}
    return process.run_command([str(PYTHON), "-m", *words], env=environment, cwd=str(CHECKOUT))


def _environment(context: Context) -> dict[str, str]:
    instance = context["ti"]
    return {
        **{name: os.environ[name] for name in PASSED_ON if name in os.environ},
        "PYTHONPATH": str(CHECKOUT),
        "PYTHONUNBUFFERED": "1",
        "YIHU_HOME": str(home_folder()),
        "YIHU_DAG_ID": instance.dag_id,
        "YIHU_RUN_ID": instance.run_id,
        "YIHU_TRY_NUMBER": str(instance.try_number),
    }


def conclude(result: SubprocessResult) -> None:
    """Turn the end of a job into the end of its task."""
    if result.exit_code == ExitCode.DONE:
        return
    if result.exit_code == ExitCode.SKIPPED:
        raise AirflowSkipException(result.output)
    if result.exit_code == ExitCode.NOT_YET:
        raise AirflowRescheduleException(datetime.now(UTC) + ASK_AGAIN)
    if result.exit_code in (ExitCode.DATA_FAULT, ExitCode.CONTRACT_FAULT, ExitCode.HELD):
        raise AirflowFailException(result.output)
    raise AirflowException(f"{result.output} (exit code {result.exit_code})")
