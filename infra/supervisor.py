"""supervisord: its configuration, its start and end, and what it says about the services."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
import xmlrpc.client
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from string import Template
from typing import Any

from supervisor.xmlrpc import SupervisorTransport

from infra import leftovers
from infra.credentials import write_private
from infra.paths import CHECKOUT
from infra.services import MARK, Service, all_services, shared_environment
from jobs.lakehouse.errors import InfrastructureFault
from jobs.lakehouse.settings import Settings

TEMPLATES = CHECKOUT / "infra" / "supervisord"
START_SECONDS = 20
Description = dict[str, Any]


def write_configuration(settings: Settings) -> None:
    """Render the configuration; it holds passwords, so only the owner reads it."""
    template = Template((TEMPLATES / "supervisord.conf").read_text(encoding="utf-8"))
    programs = "\n".join(_program(settings, service) for service in all_services(settings))
    text = template.substitute(
        user="user = root" if os.geteuid() == 0 else "",
        log=settings.home / "log",
        run=settings.home / "run",
        programs=programs,
    )
    write_private(_configuration(settings), text)


def _program(settings: Settings, service: Service) -> str:
    environment = shared_environment(settings) | dict(service.environment)
    quoted = (f'{name}="{value}"' for name, value in environment.items())
    return Template((TEMPLATES / "program.conf").read_text(encoding="utf-8")).substitute(
        name=service.name,
        command=_escaped(shlex.join(service.command)),
        folder=CHECKOUT,
        environment=_escaped(",".join(quoted)),
        stop_signal=service.stop_signal,
        stop_seconds=service.stop_seconds,
        stop_group=service.stop_group,
        umask=service.umask,
        log=settings.home / "log",
    )


def _escaped(text: str) -> str:
    """A per cent sign starts an expansion in supervisord's configuration."""
    return text.replace("%", "%%")


def _configuration(settings: Settings) -> Path:
    return settings.home / "run" / "supervisord.conf"


@contextmanager
def _server(settings: Settings) -> Iterator[Any]:
    """The supervisor's own interface; the socket is reached by a short path, whatever the home folder is called."""
    folder = os.open(settings.home / "run", os.O_RDONLY)
    try:
        socket = f"unix:///proc/self/fd/{folder}/supervisor.sock"
        yield xmlrpc.client.ServerProxy("http://127.0.0.1", SupervisorTransport(None, None, socket)).supervisor
    finally:
        os.close(folder)


def describe(settings: Settings) -> dict[str, Description]:
    """What the supervisor knows of each service, by name; empty when it is not running."""
    try:
        with _server(settings) as server:
            return {entry["name"]: entry for entry in server.getAllProcessInfo()}
    except (OSError, xmlrpc.client.Error):
        return {}


def ensure_running(settings: Settings) -> None:
    """Start supervisord unless it answers; leftovers of one that was killed are ended first."""
    if describe(settings):
        return
    leftovers.end(settings)
    run = settings.home / "run"
    for name in ("supervisor.sock", "supervisord.pid", "requested"):
        (run / name).unlink(missing_ok=True)
    with (settings.home / "log" / "supervisord.out").open("w", encoding="utf-8") as output:
        supervisord = subprocess.Popen(
            [sys.executable, "-m", "supervisor.supervisord", "-c", str(_configuration(settings))],
            cwd=run,
            env=dict(os.environ) | {MARK: str(settings.home)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    leftovers.record_session(settings, supervisord.pid)
    _wait_until_it_answers(settings)


def _wait_until_it_answers(settings: Settings) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if describe(settings):
            return
        time.sleep(0.2)
    log = settings.home / "log"
    raise InfrastructureFault(f"The supervisor does not start: see {log / 'supervisord.out'} and supervisord.log.")


def start(settings: Settings, services: Sequence[str]) -> None:
    """Start services without waiting; one that runs already is left alone."""
    with _server(settings) as server:
        for service in services:
            with suppress(xmlrpc.client.Fault):
                server.startProcess(service, False)


def request(settings: Settings, services: Sequence[str]) -> None:
    """Remember which services somebody asked for: only those are wrong when they do not run."""
    names = sorted({*requested(settings), *services})
    write_private(settings.home / "run" / "requested", "\n".join(names))


def requested(settings: Settings) -> list[str]:
    """The services that were asked for since the supervisor was started."""
    path = settings.home / "run" / "requested"
    return path.read_text(encoding="utf-8").split() if path.exists() else []


def shut_down(settings: Settings) -> None:
    """Stop every service, last started first, then the supervisor and whatever is left of them."""
    running = [name for name, entry in describe(settings).items() if entry["statename"] not in ("STOPPED", "EXITED")]
    if describe(settings):
        order = [service.name for service in reversed(all_services(settings)) if service.name in running]
        _stop(settings, [name for name in order if name != "postgres"])
        _stop(settings, [name for name in order if name == "postgres"])
        with _server(settings) as server, suppress(OSError, xmlrpc.client.Error):
            server.shutdown()
        _wait_for_end(settings)
    leftovers.end(settings)
    (settings.home / "run" / "requested").unlink(missing_ok=True)


def _stop(settings: Settings, names: list[str]) -> None:
    """Ask all to stop at once, then wait for each."""
    with _server(settings) as server, suppress(OSError, xmlrpc.client.Error):
        for name in names:
            with suppress(xmlrpc.client.Fault):
                server.stopProcess(name, False)
    deadline = time.monotonic() + 40
    ended = ("STOPPED", "EXITED", "FATAL", "BACKOFF")
    while time.monotonic() < deadline:
        known = describe(settings)
        if all(known.get(name, {}).get("statename", "STOPPED") in ended for name in names):
            return
        time.sleep(0.2)


def _wait_for_end(settings: Settings) -> None:
    deadline = time.monotonic() + 40
    while describe(settings) and time.monotonic() < deadline:
        time.sleep(0.2)
