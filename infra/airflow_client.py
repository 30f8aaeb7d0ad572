"""What the driver asks of Airflow, through its public REST API."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from jobs.lakehouse.errors import InfrastructureFault

PATIENCE_SECONDS = 60.0
# The supervisor starts a service that died anew; until then questions fail, and are asked again.
RESTART_SECONDS, PAUSE_SECONDS = 120.0, 2.0
SERVER_ERROR = 500
PAGE = 100  # the most that Airflow gives at once
ENDED = ("success", "failed", "upstream_failed", "skipped", "removed")


@dataclass(frozen=True)
class DagRun:
    """One run of a DAG for a business date."""

    dag_id: str
    run_id: str
    state: str


@dataclass(frozen=True)
class Task:
    """The state of one task of a run; seconds are those of its last attempt."""

    task_id: str
    state: str
    attempt: int
    seconds: float

    @property
    def has_ended(self) -> bool:
        """Whether Airflow will do nothing more with it."""
        return self.state in ENDED


class NotNow(InfrastructureFault):
    """Airflow, or the database behind it, does not answer at the moment."""


class Airflow:
    """A client that logs in once; a proxy of the machine has no part in it."""

    def __init__(self, address: str, username: str, password: str) -> None:
        self.address = address
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        self._token = ""
        answer = self._ask("POST", "/auth/token", {"username": username, "password": password})
        self._token = answer["access_token"]

    def knows(self, dag_id: str) -> bool:
        """Whether the DAG processor has parsed this DAG."""
        return any(dag["dag_id"] == dag_id for dag in self._dags())

    def tagged(self, tag: str) -> list[str]:
        """Ids of the DAGs that carry a tag."""
        return sorted(dag["dag_id"] for dag in self._dags(tags=tag))

    def import_errors(self) -> list[str]:
        """The last line of each error that kept a DAG file from being parsed."""
        found = self._ask("GET", "/api/v2/importErrors")["import_errors"]
        return [f"{error['filename']}: {error['stack_trace'].strip().splitlines()[-1]}" for error in found]

    def unpause(self, dag_id: str) -> None:
        """Let the scheduler run the DAG."""
        self._ask("PATCH", f"/api/v2/dags/{quote(dag_id)}?update_mask=is_paused", {"is_paused": False})

    def run_of(self, dag_id: str, key: str) -> DagRun | None:
        """The newest run of the DAG for a business date."""
        order = urlencode({"order_by": "-run_after", "limit": PAGE, "partition_key_prefix_pattern": key})
        for run in self._ask("GET", f"/api/v2/dags/{quote(dag_id)}/dagRuns?{order}")["dag_runs"]:
            if run["partition_key"] == key:
                return DagRun(dag_id, run["dag_run_id"], run["state"])
        return None

    def trigger(self, dag_id: str, key: str) -> DagRun:
        """A new run for a business date; Airflow wants the key ``logical_date`` even when it has none."""
        body = {"logical_date": None, "partition_key": key}
        run = self._ask("POST", f"/api/v2/dags/{quote(dag_id)}/dagRuns", body)
        return DagRun(dag_id, run["dag_run_id"], run["state"])

    def state_of(self, run: DagRun) -> str:
        """The state of a run now."""
        return self._ask("GET", self._path(run))["state"]

    def tasks_of(self, run: DagRun) -> list[Task]:
        """The tasks of a run, in the order in which they ended."""
        found = self._every(f"{self._path(run)}/taskInstances", "task_instances")
        found.sort(key=lambda entry: (entry["end_date"] or "9", entry["task_id"]))
        return [
            Task(entry["task_id"], entry["state"] or "waiting", entry["try_number"], entry["duration"] or 0.0)
            for entry in found
        ]

    def run_again(self, run: DagRun, task_ids: Sequence[str]) -> None:
        """Clear tasks of a run, and what depends on them, so that the scheduler runs them again."""
        body = {
            "dry_run": False,
            "dag_run_id": run.run_id,
            "task_ids": list(task_ids),
            "only_failed": False,
            "include_downstream": True,
            "reset_dag_runs": True,
        }
        self._ask("POST", f"/api/v2/dags/{quote(run.dag_id)}/clearTaskInstances", body)

    def why(self, run: DagRun, task: Task) -> str:
        """The sentence with which a task ended: the value of its exception, or the last line of its log."""
        path = f"{self._path(run)}/taskInstances/{quote(task.task_id)}/logs/{task.attempt}?full_content=true"
        lines = self._ask("GET", path)["content"]
        for line in reversed(lines):
            if isinstance(line, dict) and line.get("error_detail"):
                return str(line["error_detail"][-1]["exc_value"])
        last = lines[-1] if lines else "its log is empty"
        return str(last.get("event", last) if isinstance(last, dict) else last)

    def page_of(self, run: DagRun) -> str:
        """Where a person sees the run."""
        return f"{self.address}/dags/{run.dag_id}/runs/{quote(run.run_id)}"

    def _path(self, run: DagRun) -> str:
        return f"/api/v2/dags/{quote(run.dag_id)}/dagRuns/{quote(run.run_id)}"

    def _dags(self, **chosen: str) -> list[dict[str, Any]]:
        return self._every("/api/v2/dags", "dags", **chosen)

    def _every(self, path: str, name: str, **chosen: str) -> list[dict[str, Any]]:
        """All entries of a list: Airflow gives at most a hundred at once, whatever limit is asked for."""
        found: list[dict[str, Any]] = []
        while True:
            asked = urlencode({**chosen, "limit": PAGE, "offset": len(found)})
            page = self._ask("GET", f"{path}?{asked}")
            found += page[name]
            if len(found) >= page["total_entries"] or not page[name]:
                return found

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """One request; a question is asked again while Airflow is away, an order is given once."""
        deadline = time.monotonic() + (RESTART_SECONDS if method == "GET" else 0.0)
        while True:
            try:
                return self._asked_once(method, path, body)
            except NotNow:
                if time.monotonic() > deadline:
                    raise
            time.sleep(PAUSE_SECONDS)

    def _asked_once(self, method: str, path: str, body: dict[str, Any] | None) -> Any:
        """The answer; a refusal is told with Airflow's own words."""
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        content = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, content, headers, method=method)  # noqa: S310
        try:
            with self._opener.open(request, timeout=PATIENCE_SECONDS) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refusal:
            words = refusal.read().decode(errors="replace")[:300]
            kind = NotNow if refusal.code >= SERVER_ERROR else InfrastructureFault
            raise kind(f"Airflow refused {method} {path.split('?')[0]} ({refusal.code}): {words}") from None
        except OSError as error:
            reason = f"Airflow does not answer at {self.address} ({error})"
            raise NotNow(f"{reason}: see `make status`, then `make up`.") from None
