"""What the driver sees of a run with more tasks than Airflow tells at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest

from infra.airflow_client import Airflow, DagRun, NotNow
from jobs.lakehouse.errors import InfrastructureFault

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
        found = {"task_instances": TASKS[start : start + limit], "total_entries": len(TASKS)}
        failure = self.server.failures.pop() if self.server.failures else None
        self._answer({"detail": "Database error"} if failure else found, failure or 200)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answer(self, body: dict[str, object], status: int = 200) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Airflow)
    server.failures = []
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def airflow(server: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch) -> Airflow:
    monkeypatch.setattr("infra.airflow_client.PAUSE_SECONDS", 0.01)
    return Airflow(f"http://127.0.0.1:{server.server_port}", "admin", "")


def test_every_task_of_a_run_is_seen_however_many_there_are(airflow: Airflow) -> None:
    found = airflow.tasks_of(DagRun("daily", "run", "running"))
    assert {task.task_id for task in found} == {task["task_id"] for task in TASKS}
    assert len(found) == len(TASKS)


def test_a_question_is_asked_again_while_the_database_is_away(server: ThreadingHTTPServer, airflow: Airflow) -> None:
    server.failures = [500, 503, 500]
    assert len(airflow.tasks_of(DagRun("daily", "run", "running"))) == len(TASKS)
    assert server.failures == []


def test_an_answer_that_will_not_change_ends_at_once(server: ThreadingHTTPServer, airflow: Airflow) -> None:
    server.failures = [404, 404]
    with pytest.raises(InfrastructureFault, match=r"refused GET .* \(404\)"):
        airflow.tasks_of(DagRun("daily", "run", "running"))
    assert server.failures == [404]


def test_who_stays_away_is_told_after_the_time_of_a_restart(
    server: ThreadingHTTPServer, airflow: Airflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.airflow_client.RESTART_SECONDS", 0.05)
    server.failures = [500] * 1000
    with pytest.raises(NotNow, match="500"):
        airflow.tasks_of(DagRun("daily", "run", "running"))
