"""The services of an installation: what each one runs, with which environment, and how it is asked to stop."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from infra import engine, orchestrator, postgres, tracking
from infra.paths import CHECKOUT, JOBS_PYTHON
from jobs.lakehouse.settings import Settings

# Started one stage after the other; the services of a stage start together.
STAGES: tuple[tuple[str, ...], ...] = (
    ("postgres",),
    ("spark-connect", "mlflow", "open-data-site", "vendor-drop", "data-docs"),
    ("airflow-api-server", "airflow-scheduler", "airflow-dag-processor", "airflow-triggerer"),
)
NAMES = tuple(name for stage in STAGES for name in stage)
AIRFLOW = STAGES[2]
NEEDS = {
    "mlflow": ("postgres",),
    **{name: ("postgres", "airflow-api-server") for name in AIRFLOW},
}
# A mark in the environment of every process of an installation, by which `down` finds what a crash left behind.
MARK = "YIHU_SUPERVISED"


@dataclass(frozen=True)
class Service:
    """One program that the supervisor keeps running."""

    name: str
    command: list[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_signal: str = "TERM"
    stop_seconds: int = 20
    stop_group: str = "true"
    umask: str = "077"


def all_services(settings: Settings) -> list[Service]:
    """Every service, in the order of starting."""
    known = [_postgres(settings), _engine(settings), _tracking(settings), *_sources(settings), *_airflow(settings)]
    return sorted(known, key=lambda service: NAMES.index(service.name))


def shared_environment(settings: Settings) -> dict[str, str]:
    """Variables that every service gets."""
    return {
        MARK: str(settings.home),
        "YIHU_HOME": str(settings.home),
        "PYTHONPATH": str(CHECKOUT),
        "PYTHONUNBUFFERED": "1",
        "PATH": os.environ.get("PATH", os.defpath),
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
    }


def _postgres(settings: Settings) -> Service:
    """INT is PostgreSQL's fast shutdown: sessions are ended, nothing is lost."""
    command = postgres.command(settings)
    return Service("postgres", command, stop_signal="INT", stop_seconds=30, stop_group="false")


def _engine(settings: Settings) -> Service:
    """Published tables may be read by the group of the folder, everything else by the owner alone."""
    return Service("spark-connect", engine.command(settings), engine.environment(settings), umask="027")


def _tracking(settings: Settings) -> Service:
    return Service("mlflow", tracking.command(settings), tracking.environment(settings))


def _sources(settings: Settings) -> list[Service]:
    python = str(JOBS_PYTHON)
    bank = [python, "-m", "infra.sample_bank"]
    port = str(settings.data_docs_port)
    pages = [python, "-m", "http.server", port, "--bind", "127.0.0.1", "--directory", str(settings.data_docs)]
    return [
        Service("open-data-site", [*bank, "serve-open-data"]),
        Service("vendor-drop", [*bank, "serve-vendor-drop"]),
        Service("data-docs", pages),
    ]


def _airflow(settings: Settings) -> list[Service]:
    """The log servers of scheduler and triggerer would listen on every interface; the files are read in place."""
    variables = orchestrator.environment(settings)
    commands = {
        "airflow-api-server": ["api-server"],
        "airflow-scheduler": ["scheduler", "--skip-serve-logs"],
        "airflow-dag-processor": ["dag-processor"],
        "airflow-triggerer": ["triggerer", "--skip-serve-logs"],
    }
    return [Service(name, orchestrator.command(*words), variables, stop_seconds=30) for name, words in commands.items()]
