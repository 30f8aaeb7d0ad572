"""The sample's business days: closed in the sample bank, then run by Airflow. What is done stays as it is."""

from __future__ import annotations

import datetime
import os
import subprocess
from collections.abc import Iterator

from infra import follow
from infra.airflow_client import Airflow, DagRun
from infra.credentials import credential
from infra.paths import CHECKOUT, JOBS_PYTHON
from infra.progress import Progress
from jobs.lakehouse.errors import InfrastructureFault, YihuError
from jobs.lakehouse.settings import Settings

DAILY = "daily"
TRAINING_TAG = "training"
MONITORING_TAG = "monitoring"
RESTATEMENT_TAG = "restatement"
SATURDAY = 5


class DayRefused(YihuError):
    """The day cannot be run: it does not exist, is no business day, or it is not its turn."""


def run_sample(settings: Settings, customers: int, progress: Progress) -> None:
    """Fill the sample bank and let Airflow run every day of the sample.

    The models are trained after the first day, and looked at in use after the last.

    Raises DataFault or InfrastructureFault with the sentence of the task that failed.
    """
    _sample_bank(settings, "open", "--customers", str(customers))
    progress.say(f"sample bank: {customers} customers")
    airflow = _ready_airflow(settings)
    for day in sample_days(settings):
        run = _run_closed_day(settings, airflow, day.isoformat(), progress)
        if day == settings.first_business_date:
            _train(airflow, run, day.isoformat(), progress)
    for dag_id in airflow.tagged(MONITORING_TAG):
        _complete(airflow, dag_id, settings.last_business_date.isoformat(), progress)


def run_day(settings: Settings, text: str, progress: Progress) -> None:
    """Close one business day in the sample bank and let Airflow run it.

    Raises DayRefused for a day that cannot be.
    """
    day = business_day(text).isoformat()
    airflow = _ready_airflow(settings)
    _run_closed_day(settings, airflow, day, progress)


def sample_days(settings: Settings) -> Iterator[datetime.date]:
    """Monday to Friday, from the first to the last business date of the sample."""
    day = settings.first_business_date
    while day <= settings.last_business_date:
        if day.weekday() < SATURDAY:
            yield day
        day += datetime.timedelta(days=1)


def business_day(text: str) -> datetime.date:
    """A business date as written by a person.

    Raises DayRefused in one sentence when there is no such day or it is a weekend.
    """
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        raise DayRefused(f"There is no day {text!r}: write a business date as 2026-06-04.") from None
    if day.weekday() >= SATURDAY:
        raise DayRefused(f"{text} is a {day:%A}: the bank is closed, choose a day from Monday to Friday.")
    return day


def _run_closed_day(settings: Settings, airflow: Airflow, day: str, progress: Progress) -> DagRun:
    _sample_bank(settings, "close-day", day)
    progress.say(f"{day}  closed in the sample bank")
    return _complete(airflow, DAILY, day, progress)


def _train(airflow: Airflow, first: DagRun, day: str, progress: Progress) -> None:
    """Train every model on the first day's tables, then run what had to be skipped for lack of a champion.

    A model whose table had to wait for another model had nothing to learn from and is trained after that one.
    """
    trained = [_complete(airflow, dag_id, day, progress) for dag_id in airflow.tagged(TRAINING_TAG)]
    _run_skipped(airflow, first, day, progress)
    if any([_run_skipped(airflow, run, day, progress) for run in trained]):
        _run_skipped(airflow, first, day, progress)


def _run_skipped(airflow: Airflow, run: DagRun, day: str, progress: Progress) -> bool:
    """Run the tasks of a run that were skipped; whether there were any."""
    skipped = [task.task_id for task in airflow.tasks_of(run) if task.state == "skipped"]
    if skipped:
        airflow.run_again(run, skipped)
        follow.until_ended(airflow, run, day, progress)
    return bool(skipped)


def _complete(airflow: Airflow, dag_id: str, day: str, progress: Progress) -> DagRun:
    """Have a successful run of the DAG for the day: the one there is, its failed tasks again, or a new one."""
    airflow.unpause(dag_id)
    run = airflow.run_of(dag_id, day)
    if run is None:
        run = airflow.trigger(dag_id, day)
    elif run.state == "success":
        progress.say(f"{day}  {dag_id} is done already")
        return run
    elif run.state == "failed":
        unfinished = [task.task_id for task in airflow.tasks_of(run) if task.state in ("failed", "upstream_failed")]
        airflow.run_again(run, unfinished)
    follow.until_ended(airflow, run, day, progress)
    progress.say(f"{day}  {dag_id} is done")
    return run


def _ready_airflow(settings: Settings) -> Airflow:
    """Airflow once it knows the DAGs; late and corrected deliveries are looked for from then on."""
    airflow = _airflow(settings)
    follow.until_known(airflow, DAILY)
    for dag_id in airflow.tagged(RESTATEMENT_TAG):
        airflow.unpause(dag_id)
    return airflow


def _airflow(settings: Settings) -> Airflow:
    password = credential(settings.home, "airflow_administrator")
    return Airflow(f"http://127.0.0.1:{settings.airflow_port}", "admin", password)


def _sample_bank(settings: Settings, *words: str) -> None:
    """Call the sample bank; its refusal of a day is the last line it prints.

    Raises DayRefused (the day) or InfrastructureFault (anything else).
    """
    command = [str(JOBS_PYTHON), "-m", "infra.sample_bank", *words]
    variables = {**os.environ, "YIHU_SAMPLE_BANK_DSN": (settings.secrets / "sample_bank_dsn").read_text().strip()}
    done = subprocess.run(command, cwd=CHECKOUT, env=variables, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return
    last = ((done.stderr + done.stdout).strip() or "it gave no reason").splitlines()[-1]
    if words[0] == "close-day" and done.returncode in (2, 64, 65):
        raise DayRefused(last)
    raise InfrastructureFault(f"The sample bank could not {words[0]}: {last}")
