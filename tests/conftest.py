"""The services that tests need, started once per test run in a home folder of their own, on free ports."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
SERVICES = "postgres,spark-connect,mlflow,open-data-site,vendor-drop"


def infra(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ``python -m infra`` for a home; the caller looks at the exit code."""
    environment = {**os.environ, "YIHU_HOME": str(home), "PYTHONPATH": str(CHECKOUT)}
    command = [sys.executable, "-m", "infra", *arguments]
    return subprocess.run(command, env=environment, cwd=CHECKOUT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def home() -> Iterator[Path]:
    """A home folder whose services run; ``YIHU_HOME`` names it for the rest of the test run.

    ``YIHU_TEST_HOME`` may name one that runs already, which saves the start while developing.
    """
    standing = os.environ.get("YIHU_TEST_HOME")
    if standing:
        os.environ["YIHU_HOME"] = standing
        yield Path(standing)
        return
    folder = Path(tempfile.mkdtemp(prefix="yihu-tests-"))
    folder.chmod(0o755)
    os.environ["YIHU_HOME"] = str(folder)
    try:
        for arguments in (("init", "--free-ports"), ("up", "--only", SERVICES)):
            done = infra(folder, *arguments)
            assert done.returncode == 0, done.stdout + done.stderr
        yield folder
    finally:
        infra(folder, "down")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def spark(home: Path):
    """A session on the engine of the test home."""
    from jobs.lakehouse.session import current_attempt, open_session
    from jobs.lakehouse.settings import read_settings

    session = open_session(read_settings(), current_attempt("tests"))
    yield session
    session.stop()
