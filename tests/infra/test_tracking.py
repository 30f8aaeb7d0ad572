"""The tracking server keeps models: it runs no command for anybody and reports to nobody."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from infra.paths import CHECKOUT
from jobs.lakehouse.settings import read_settings

REFUSED = {
    "/ajax-api/3.0/mlflow/assistant/config": 404,
    "/ajax-api/3.0/mlflow/assistant/providers": 404,
    "/gateway/health": 404,
    "/v1/traces": 404,
    "/ajax-api/3.0/mlflow/gateway/endpoints/list": 501,
}
# MLflow is silent by itself where it takes the machine for one that only tests.
WHAT_TELLS_TESTS = ("CI", "PYTEST_", "GITHUB_", "MLFLOW_")
TELEMETRY = """
from jobs.lakehouse.registry import client_of
from jobs.lakehouse.settings import read_settings
client_of(read_settings())
from mlflow.telemetry import get_telemetry_client
print(get_telemetry_client())
"""


@pytest.mark.parametrize(("path", "status"), REFUSED.items())
def test_no_account_can_have_the_server_run_or_call_anything(home: Path, path: str, status: int) -> None:
    settings = read_settings()
    account = (settings.tracking_username, settings.tracking_password)
    known = requests.get(
        f"{settings.tracking_address}/api/2.0/mlflow/experiments/get?experiment_id=0", auth=account, timeout=30
    )
    assert known.status_code == 200
    asked = requests.get(f"{settings.tracking_address}{path}", auth=account, timeout=30)
    assert asked.status_code == status, asked.text


def test_a_job_that_uses_mlflow_reports_to_nobody(home: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(WHAT_TELLS_TESTS)}
    command = [sys.executable, "-c", TELEMETRY]
    done = subprocess.run(command, env=environment, cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "None"
