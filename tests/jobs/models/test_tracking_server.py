"""The registry against a real MLflow server over HTTP, which is stopped and started again."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from jobs.lakehouse import registry
from jobs.lakehouse.errors import InfrastructureFault
from jobs.lakehouse.settings import CHECKOUT, Settings
from jobs.models.cases import RowCases
from jobs.models.declaration import ModelDeclaration
from jobs.train import train
from jobs.training_data import TrainingData
from tests.jobs.models.planted import planted_loans

PATIENCE_SECONDS = 90


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=2) as answer:  # noqa: S310
            return answer.status == 200
    except (OSError, urllib.error.URLError):
        return False


@contextmanager
def _server(folder: Path, port: int) -> Iterator[str]:
    command = [sys.executable, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    places = ["--backend-store-uri", f"sqlite:///{folder}/mlflow.db", "--artifacts-destination", str(folder / "kept")]
    environment = {
        "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
        "PATH": str(Path(sys.executable).parent),
        "HOME": str(folder),
    }
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen([*command, *places], env=environment, cwd=folder, stdout=log, stderr=log)
    address, until = f"http://127.0.0.1:{port}", time.monotonic() + PATIENCE_SECONDS
    try:
        while not _answers(address):
            assert process.poll() is None, (folder / "server.log").read_text()[-2000:]
            assert time.monotonic() < until, "the server did not answer in time"
            time.sleep(0.3)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def test_a_champion_outlives_the_server_it_was_registered_with(
    declaration: ModelDeclaration, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    port = _free_port()
    settings = Settings(home=tmp_path, tracking=f"http://127.0.0.1:{port}")
    data = TrainingData(RowCases(declaration, planted_loans()), CHECKOUT / "lake/gold/loan_outcome", version=1)
    with _server(tmp_path, port):
        outcome = train(declaration, data, settings, "Li Na")
        assert outcome.alias == registry.CHAMPION, outcome.lines
        before = registry.champion("credit_score", settings)
    with pytest.raises(InfrastructureFault, match="does not serve"):
        registry.champion("credit_score", settings)
    with _server(tmp_path, port):
        after = registry.champion("credit_score", settings)
        assert "no change" in train(declaration, data, settings, "Li Na").lines[0]
    assert after == before
    assert "http://" not in capfd.readouterr().out  # what a training says ends with its own lines
    assert after.version == "1"
