"""Turn contracts into Airflow tasks: one task per delivery and per table, edges from the declared inputs.

A task is a small process of the jobs environment. Its exit code says what Airflow does next: a data or contract fault
fails at once, since the same bytes give the same answer; everything else is retried.
"""

from __future__ import annotations

import os
from typing import Any

from airflow.providers.standard.hooks.subprocess import SubprocessHook
from airflow.sdk import BaseOperator, Context, TaskGroup
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.errors import ExitCode
from jobs.lakehouse.settings import CHECKOUT, home_folder

PYTHON = CHECKOUT / "var" / "environments" / "jobs" / "bin" / "python"
LAYERS = ("landing", "bronze", "silver", "gold")
# What a job may see of Airflow's environment: no connection strings, no keys.
PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ", "HOME", "JAVA_HOME")


class JobTask(BaseOperator):
    """Run ``python -m <module> <subject> --date <partition key>`` in the jobs environment."""

    def __init__(self, *, module: str, subject: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.module = module
        self.subject = subject
        self._process = SubprocessHook()

    def execute(self, context: Context) -> None:
        """Run the job for the business date that is the run's partition key."""
        business_date = context["dag_run"].partition_key
        if not business_date:
            raise AirflowFailException(
                "This run has no partition key: trigger the DAG with a business date as its key."
            )
        command = [str(PYTHON), "-m", self.module, self.subject, "--date", business_date]
        result = self._process.run_command(command, env=_environment(context), cwd=str(CHECKOUT))
        _conclude(result.exit_code, result.output)

    def on_kill(self) -> None:
        """Tell the job to end; it then interrupts what it started in the engine."""
        self._process.send_sigterm()


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


def _conclude(exit_code: int, last_line: str) -> None:
    if exit_code == ExitCode.DONE:
        return
    if exit_code == ExitCode.SKIPPED:
        raise AirflowSkipException(last_line)
    if exit_code in (ExitCode.DATA_FAULT, ExitCode.CONTRACT_FAULT):
        raise AirflowFailException(last_line)
    raise AirflowException(f"{last_line} (exit code {exit_code})")


def add_table_tasks(catalog: Catalog) -> None:
    """Add every delivery and every table of the catalog to the DAG that is being written."""
    groups = {layer: TaskGroup(layer) for layer in LAYERS}
    tasks: dict[str, JobTask] = {}
    for system in catalog.systems:
        tasks[f"landing.{system}"] = _task(groups["landing"], system, f"landing.{system}", f"Receive from {system}.")
    for contract in (contract for contract in catalog.in_order if contract.layer in groups):
        task = _task(groups[contract.layer], contract.noun, contract.name, documentation(contract))
        tasks[contract.name] = task
        for name in catalog.upstream(contract.name):
            tasks[name] >> task


def _task(group: TaskGroup, task_id: str, subject: str, text: str) -> JobTask:
    return JobTask(task_id=task_id, task_group=group, module="jobs.run", subject=subject, doc_md=text)


def documentation(contract: Contract) -> str:
    """What the Airflow UI shows of a table: its meaning, owner and columns, from the contract."""
    rows = "\n".join(f"| {column.name} | {column.type} | {column.about} |" for column in contract.columns)
    return f"{contract.about}\n\nOwner: {contract.owner}\n\n| column | type | meaning |\n|---|---|---|\n{rows}\n"
