"""`up` and `down`: the order in which the services start, and the wait until each one works."""

from __future__ import annotations

import time
from collections.abc import Sequence

from infra import engine, leftovers, orchestrator, postgres, supervisor, tracking
from infra.ports import refuse_taken_ports
from infra.probes import probe_of
from infra.progress import Progress
from infra.services import NAMES, NEEDS, STAGES
from jobs.lakehouse.errors import ContractFault, InfrastructureFault
from jobs.lakehouse.settings import Settings

PATIENCE_SECONDS = 180


def bring_up(settings: Settings, names: Sequence[str], progress: Progress) -> None:
    """Start the named services and wait until each one works; what runs already is left alone.

    Raises ContractFault when a port is taken (before anything starts), InfrastructureFault when a service fails.
    """
    known = supervisor.describe(settings)
    missing = [name for name in names if known.get(name, {}).get("statename") not in ("RUNNING", "STARTING")]
    if not missing and all(probe_of(settings, name)() for name in names):
        progress.say(f"all {len(names)} services are up")
        return
    if not known:
        leftovers.end(settings)
    refuse_taken_ports(settings, missing)
    if not known:
        _prepare(settings)
    supervisor.ensure_running(settings)
    supervisor.request(settings, names)
    _start_in_order(settings, names, progress)


def _prepare(settings: Settings) -> None:
    """Everything that must be written while nothing runs."""
    postgres.prepare_cluster(settings)
    engine.write_configuration(settings)
    tracking.write_configuration(settings)
    orchestrator.write_configuration(settings)
    supervisor.write_configuration(settings)


def _start_in_order(settings: Settings, names: Sequence[str], progress: Progress) -> None:
    """Airflow's tables are made while the engine and MLflow start: they do not need each other."""
    database, servers, airflow = ([name for name in stage if name in names] for stage in STAGES)
    if database:
        supervisor.start(settings, database)
        _wait(settings, database, progress)
        postgres.prepare_databases(settings)
    supervisor.start(settings, servers)
    if airflow:
        orchestrator.prepare_database(settings)
        progress.say("Airflow's database is ready")
    supervisor.start(settings, airflow)
    _wait(settings, [*servers, *airflow], progress)


def _wait(settings: Settings, stage: list[str], progress: Progress) -> None:
    """Ask every service until it works; one that the supervisor has given up ends the wait at once."""
    waiting = list(stage)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while waiting:
        for name in [name for name in waiting if _works(settings, name)]:
            waiting.remove(name)
            progress.say(f"{name} works")
        if waiting:
            _refuse_failed(settings, waiting, deadline)
            time.sleep(0.5)


def _works(settings: Settings, name: str) -> bool:
    """Running by the supervisor's word too: it waits a moment before it believes that a program stays."""
    return supervisor.describe(settings).get(name, {}).get("statename") == "RUNNING" and probe_of(settings, name)()


def _refuse_failed(settings: Settings, waiting: list[str], deadline: float) -> None:
    known = supervisor.describe(settings)
    failed = [name for name in waiting if known.get(name, {}).get("statename") == "FATAL"]
    if failed or time.monotonic() > deadline:
        name = (failed or waiting)[0]
        log = settings.home / "log" / f"{name}.log"
        raise InfrastructureFault(f"Service {name} does not start: the reason is at the end of {log}.")


def bring_down(settings: Settings, progress: Progress) -> None:
    """Stop every service of this installation and leave no process."""
    if not supervisor.describe(settings) and not leftovers.processes(settings):
        progress.say("nothing was running")
        return
    supervisor.shut_down(settings)
    left = leftovers.processes(settings)
    if left:
        raise InfrastructureFault(f"{len(left)} processes of {settings.home} do not end: look at them with ps.")
    progress.say("all services are down")


def chosen(only: str) -> list[str]:
    """The services that a comma-separated list names and those they need, in the order of starting; all when empty.

    Raises ContractFault for a name that does not exist.
    """
    wanted = {name.strip() for name in only.split(",") if name.strip()}
    unknown = sorted(wanted - set(NAMES))
    if unknown:
        raise ContractFault(f"There is no service {unknown[0]}: choose from {', '.join(NAMES)}.")
    needed = {need for name in wanted for need in NEEDS.get(name, ())}
    return [name for name in NAMES if name in wanted | needed or not wanted]
