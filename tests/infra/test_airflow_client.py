"""What the driver sees of a run with more tasks than Airflow tells at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest

from infra.airflow_client import Airflow, DagRun

MOST = 100  # [api] maximum_page_limit of Airflow: what is asked for beyond it is not given
TASKS = [
    {"task_id": f"task{number}", "state": "success", "try_number": 1, "duration": 1.0, "end_date": None}
    for number in range(2 * MOST + 50)
]


class _Airflow(BaseHTTPRequestHandler):
    """Answers as Airflow's API does: a token, and lists by limit and offset."""

    def do_POST(self) -> None:
        self._answer({"access_token": "token"})

    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        start, limit = int(asked.get("offset", ["0"])[0]), min(int(asked["limit"][0]), MOST)
        self._answer({"task_instances": TASKS[start : start + limit], "total_entries": len(TASKS)})

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answer(self, body: dict[str, object]) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())


@pytest.fixture
def airflow() -> Iterator[Airflow]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Airflow)
    Thread(target=server.serve_forever, daemon=True).start()
    yield Airflow(f"http://127.0.0.1:{server.server_port}", "admin", "")
    server.shutdown()
    server.server_close()


def test_every_task_of_a_run_is_seen_however_many_there_are(airflow: Airflow) -> None:
    found = airflow.tasks_of(DagRun("daily", "run", "running"))
    assert {task.task_id for task in found} == {task["task_id"] for task in TASKS}
    assert len(found) == len(TASKS)
