"""Every run tells what it read, made and judged, to the day's file or to a server, and is never held up by it."""

from __future__ import annotations

import json
import logging
import socket
import stat
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.lakehouse.account import Account
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.lineage_delivery import append_line, day_file, tell
from jobs.lakehouse.quality import Answer, Gate
from jobs.lakehouse.receipt import Receipt
from jobs.lakehouse.session import Attempt
from jobs.lakehouse.settings import Settings

DAY = date(2026, 6, 1)
RULES = (
    Answer("expect_column_values_to_not_be_null(account_id)", "critical", holds=True),
    Answer("expect_column_mean_to_be_between(balance_amount)", "warning", False, "observed 12"),
)
CATALOG = Catalog()


def receipt(table: str = "silver.account", status: str = "PUBLISHED", **more: Any) -> Receipt:
    facts = {
        "inputs": {"bronze.core_bank_accounts": "7"},
        "account": Account(2, 1, 0, 0, {}, "content"),
        "gate": Gate("gate", RULES, "suite"),
        "output_version": 3,
        "generation": 4,
        **more,
    }
    attempt = Attempt("daily", "scheduled", table, 1)
    return Receipt(uuid.uuid4().hex, table, DAY, attempt, "code", status=status, **facts)


def told(settings: Settings) -> list[dict[str, Any]]:
    return [json.loads(line) for line in day_file(settings, DAY).read_text(encoding="utf-8").splitlines()]


class Server:
    """An OpenLineage server that keeps what it is sent; ``pause`` seconds after every letter of its answer."""

    def __init__(self) -> None:
        self.events: list[tuple[str, str | None, dict]] = []
        self.pause, self.status = 0.0, 201
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                server.events.append((self.path, self.headers["Authorization"], body))
                with suppress(OSError):
                    for letter in f"HTTP/1.1 {server.status} answered\r\nContent-Length: 0\r\n\r\n".encode():
                        self.wfile.write(bytes([letter]))
                        time.sleep(server.pause)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        Thread(target=self.http.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.http.server_address[1]}"


@pytest.fixture
def server() -> Iterator[Server]:
    one = Server()
    yield one
    one.http.shutdown()
    one.http.server_close()


def test_a_run_is_one_line_in_the_file_of_its_business_date(tmp_path: Path) -> None:
    settings, one = Settings(home=tmp_path), receipt()
    tell(one, CATALOG, settings)
    tell(receipt(), CATALOG, settings)
    event, _ = told(settings)
    assert (event["eventType"], event["job"]["namespace"], event["job"]["name"]) == (
        "COMPLETE",
        "yihu",
        "silver.account",
    )
    assert event["run"]["runId"] == str(uuid.UUID(one.run_id))
    assert event["run"]["facets"]["nominalTime"]["nominalStartTime"] == "2026-06-01T00:00:00Z"
    read = event["inputs"][0]
    assert (read["name"], read["facets"]["version"]["datasetVersion"]) == ("bronze.core_bank_accounts", "7")
    assert stat.S_IMODE(day_file(settings, DAY).stat().st_mode) == 0o640


def test_the_output_tells_version_rows_columns_and_verdict(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    tell(receipt(), CATALOG, settings)
    made = told(settings)[0]["outputs"][0]
    facets = made["facets"]
    assert facets["version"]["datasetVersion"] == "3"
    assert {one["key"]: one["value"] for one in facets["tags"]["tags"]} == {
        "generation": "4",
        "content_hash": "content",
    }
    assert made["outputFacets"]["outputStatistics"]["rowCount"] == 2
    assert [one["name"] for one in facets["schema"]["fields"]] == list(CATALOG["silver.account"].column_names)
    origin = facets["columnLineage"]["fields"]["balance_amount"]["inputFields"][0]
    assert (origin["name"], origin["field"]) == ("bronze.core_bank_accounts", "balance_amount")
    asked = [(one["name"], one["success"], one["severity"]) for one in facets["dataQualityAssertions"]["assertions"]]
    assert asked == [(RULES[0].rule, True, "error"), (RULES[1].rule, False, "warn")]
    assert "observed 12" not in json.dumps(made)


def test_a_run_that_made_nothing_fails_with_its_sentence(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    tell(receipt(status="REFUSED", message="The gate refused it.", output_version=None), CATALOG, settings)
    event = told(settings)[0]
    assert event["eventType"] == "FAIL"
    assert event["run"]["facets"]["errorMessage"]["message"] == "The gate refused it."
    assert "version" not in event["outputs"][0]["facets"]


def test_a_server_gets_the_event_with_its_key(tmp_path: Path, server: Server) -> None:
    (tmp_path / "secrets").mkdir()
    key = tmp_path / "secrets" / "lineage_key"
    key.write_text("bearer of the tests")
    key.chmod(0o600)
    tell(receipt(), CATALOG, Settings(home=tmp_path, lineage_address=server.address, lineage_namespace="bank"))
    path, authorization, event = server.events[0]
    assert (path, authorization) == ("/api/v1/lineage", "Bearer bearer of the tests")
    assert event["job"]["namespace"] == "bank"
    assert not (tmp_path / "lineage").exists()


def test_a_server_that_is_down_costs_one_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://user:word@127.0.0.1:{taken.getsockname()[1]}"
        with caplog.at_level(logging.WARNING, "jobs"):
            tell(receipt(), CATALOG, Settings(home=tmp_path, lineage_address=address))
    (said,) = [record.getMessage() for record in caplog.records if record.name.startswith("jobs")]
    assert "was not told to 127.0.0.1" in said
    assert "word" not in said


@pytest.mark.parametrize(("pause", "status"), [(0.4, 201), (0.0, 500)])
def test_a_server_that_is_slow_or_broken_holds_a_run_up_two_seconds_at_most(
    tmp_path: Path, server: Server, caplog: pytest.LogCaptureFixture, pause: float, status: int
) -> None:
    server.pause, server.status = pause, status
    start = time.monotonic()
    tell(receipt(), CATALOG, Settings(home=tmp_path, lineage_address=server.address))
    assert time.monotonic() - start < 2.7
    assert len([record for record in caplog.records if record.name.startswith("jobs")]) == 1


@given(st.lists(st.text(alphabet="abc{}", min_size=1, max_size=5000), min_size=2, max_size=8))
def test_lines_added_at_once_stay_whole(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    path = tmp_path_factory.mktemp("lineage") / "lineage" / "2026-06-01.jsonl"
    threads = [Thread(target=append_line, args=(path, line)) for line in lines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(path.read_text().splitlines()) == sorted(lines)
