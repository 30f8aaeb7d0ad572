"""A client whose engine is gone ends at once: it does not knock for minutes at a door that nobody opens."""

from __future__ import annotations

import subprocess
import sys
import time

from jobs.lakehouse.settings import CHECKOUT
from tests.benchmarks.temporary_home import home_with_engine

# Opens a session, says so, and ends when it is told to or when its input ends.
CLIENT = """
import sys
from jobs.lakehouse.session import current_attempt, open_session
from jobs.lakehouse.settings import read_settings
open_session(read_settings(), current_attempt("tests"))
print("open", flush=True)
sys.stdin.read()
"""


def _client() -> subprocess.Popen[str]:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": CHECKOUT}
    client = subprocess.Popen([sys.executable, "-c", CLIENT], **pipes)
    assert client.stdout.readline() == "open\n"
    return client


def test_a_client_ends_and_obeys_also_where_the_engine_has_ended_before_it() -> None:
    with home_with_engine():
        left, told = _client(), _client()
    start = time.monotonic()
    told.terminate()
    assert left.communicate(timeout=60)[0] == ""
    assert told.wait(timeout=60) == 143
    assert time.monotonic() - start < 60
