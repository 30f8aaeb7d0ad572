"""Questions to the services themselves: a port that is open is not yet a service that works."""

from __future__ import annotations

import json
import socket
import urllib.error
import urllib.request
from collections.abc import Callable
from functools import partial

from infra.credentials import credential
from jobs.lakehouse.settings import Settings

Probe = Callable[[], bool]
PATIENCE_SECONDS = 5.0
# The opening of HTTP/2 with an empty SETTINGS frame; a gRPC server answers with a SETTINGS frame (type 4) of its own.
HTTP2_OPENING = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes([0, 0, 0, 4, 0, 0, 0, 0, 0])


def probe_of(settings: Settings, service: str) -> Probe:
    """The question that tells whether the named service works."""
    monitored = {
        "airflow-scheduler": "scheduler",
        "airflow-dag-processor": "dag_processor",
        "airflow-triggerer": "triggerer",
        "airflow-api-server": "metadatabase",
    }
    if service in monitored:
        return partial(airflow_reports, settings.airflow_port, monitored[service])
    probes: dict[str, Probe] = {
        "postgres": partial(postgres_answers, settings),
        "spark-connect": partial(grpc_answers, settings.engine_port),
        "mlflow": partial(http_answers, settings.tracking_port, "/health"),
        "open-data-site": partial(http_answers, settings.open_data_port, "/"),
        "vendor-drop": partial(ssh_answers, settings.vendor_drop_port),
        "data-docs": partial(http_answers, settings.data_docs_port, "/"),
    }
    return probes[service]


def postgres_answers(settings: Settings) -> bool:
    """True when the administrator can run a query."""
    import psycopg

    try:
        with psycopg.connect(
            host="127.0.0.1",
            port=settings.postgres_port,
            user="postgres",
            dbname="postgres",
            password=credential(settings.home, "postgres_administrator"),
            connect_timeout=int(PATIENCE_SECONDS),
        ) as connection:
            return connection.execute("select 1").fetchone() == (1,)
    except (psycopg.Error, OSError):
        return False


def grpc_answers(port: int) -> bool:
    """True when an HTTP/2 server greets back."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as connection:
            connection.sendall(HTTP2_OPENING)
            answer = connection.recv(9)
    except OSError:
        return False
    return len(answer) == 9 and answer[3] == 4


def ssh_answers(port: int) -> bool:
    """True when the server introduces itself as SSH."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as connection:
            return connection.recv(4) == b"SSH-"
    except OSError:
        return False


def http_answers(port: int, path: str) -> bool:
    """True when the server answers; a page that is not there or not allowed is an answer too."""
    try:
        with _open(port, path) as response:
            return response.status < 500
    except urllib.error.HTTPError as error:
        return error.code < 500
    except (OSError, ValueError):
        return False


def airflow_reports(port: int, component: str) -> bool:
    """True when Airflow's own monitor calls the component healthy."""
    try:
        with _open(port, "/api/v2/monitor/health") as response:
            report = json.load(response)
    except (OSError, ValueError):
        return False
    return (report.get(component) or {}).get("status") == "healthy"


def _open(port: int, path: str):
    """Open a page of a local service; a proxy of the machine has no part in it."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    return opener.open(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE_SECONDS)
