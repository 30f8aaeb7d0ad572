"""Which port each service answers on, and whether it is free."""

from __future__ import annotations

import socket
from collections.abc import Iterable

from jobs.lakehouse.errors import ContractFault
from jobs.lakehouse.settings import Settings

PORT_SETTINGS = {
    "postgres": "postgres_port",
    "spark-connect": "engine_port",
    "mlflow": "tracking_port",
    "airflow-api-server": "airflow_port",
    "open-data-site": "open_data_port",
    "vendor-drop": "vendor_drop_port",
    "data-docs": "data_docs_port",
}


def port_of(settings: Settings, service: str) -> int | None:
    """The port of a service, or None for one that listens nowhere."""
    field = PORT_SETTINGS.get(service)
    return getattr(settings, field) if field else None


def is_free(port: int) -> bool:
    """True when a server could bind the port on the loopback now."""
    with socket.socket() as candidate:
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            candidate.bind(("127.0.0.1", port))
            candidate.listen(1)
        except OSError:
            return False
    return True


def refuse_taken_ports(settings: Settings, services: Iterable[str]) -> None:
    """Raise ContractFault in one sentence for the first port that somebody else holds."""
    for service in services:
        port = port_of(settings, service)
        if port is not None and not is_free(port):
            name = f"YIHU_{PORT_SETTINGS[service].upper()}"
            raise ContractFault(
                f"Port {port} of {service} is taken by another program, so nothing was started: stop that program "
                f"or set {name} in {settings.home / 'settings.env'}."
            )


def free_ports() -> dict[str, int]:
    """A free port for every service, by the name of its setting; all held open until all are chosen."""
    sockets = {setting: socket.socket() for setting in PORT_SETTINGS.values()}
    try:
        for candidate in sockets.values():
            candidate.bind(("127.0.0.1", 0))
        return {setting: candidate.getsockname()[1] for setting, candidate in sockets.items()}
    finally:
        for candidate in sockets.values():
            candidate.close()
