"""Airflow: its configuration, the start of its four processes and the set-up of its database."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from string import Template

from infra import postgres
from infra.credentials import credential, write_private
from infra.installation import dags_folder
from infra.paths import AIRFLOW_PYTHON, CHECKOUT, LOCKS
from jobs.lakehouse.errors import InfrastructureFault
from jobs.lakehouse.settings import Settings

TEMPLATE = CHECKOUT / "infra" / "airflow" / "airflow.cfg"
ADMINISTRATOR = "admin"
POOLS = CHECKOUT / "infra" / "airflow" / "pools.json"


def command(*words: str) -> list[str]:
    """An airflow command in Airflow's own environment."""
    return [str(AIRFLOW_PYTHON), "-m", "airflow", *words]


def environment(settings: Settings) -> dict[str, str]:
    """Where Airflow finds its configuration; the secrets are in that file, not in the environment of its tasks."""
    return {"AIRFLOW_HOME": str(settings.home / "airflow"), "AIRFLOW__LOGGING__COLORED_CONSOLE_LOG": "False"}


def write_configuration(settings: Settings) -> None:
    """Fill in HOME/airflow/airflow.cfg, readable by the owner alone."""
    pools = json.loads(POOLS.read_text(encoding="utf-8"))
    template = Template(TEMPLATE.read_text(encoding="utf-8"))
    text = template.substitute(
        folder=settings.home / "airflow",
        dags=dags_folder(settings.home),
        port=settings.airflow_port,
        parallel_tasks=sum(pool["slots"] for pool in pools.values()),
        tasks_of_a_dag=pools["default_pool"]["slots"],
        database=postgres.address(settings, "airflow", "postgresql+psycopg2"),
        asynchronous_database=postgres.address(settings, "airflow", "postgresql+asyncpg"),
        fernet_key=credential(settings.home, "airflow_encryption"),
        secret_key=credential(settings.home, "airflow_sessions"),
        jwt_secret=credential(settings.home, "airflow_tokens"),
    )
    write_private(settings.home / "airflow" / "airflow.cfg", text.replace("%", "%%"))


def prepare_database(settings: Settings) -> None:
    """Bring Airflow's tables to the installed version and create its administrator; nothing to do the second time.

    Raises InfrastructureFault that names the log.
    """
    version = hashlib.sha256((LOCKS / "airflow.lock").read_bytes() + POOLS.read_bytes()).hexdigest()
    if postgres.note_on(settings, "airflow") == version:
        return
    log = settings.home / "log" / "airflow-database.log"
    variables = {**os.environ, **environment(settings), "PYTHONPATH": str(CHECKOUT), "YIHU_HOME": str(settings.home)}
    with log.open("a", encoding="utf-8") as output:
        done = subprocess.run(
            [str(AIRFLOW_PYTHON), "-m", "infra.airflow_database", ADMINISTRATOR, str(POOLS)],
            input=credential(settings.home, "airflow_administrator"),
            text=True,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=variables,
            cwd=CHECKOUT,
            check=False,
        )
    if done.returncode != 0:
        raise InfrastructureFault(f"Airflow's database could not be prepared: the reason is at the end of {log}.")
    postgres.write_note(settings, "airflow", version)
