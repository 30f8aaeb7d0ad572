"""Attempts of one task on the engine: each has a session of its own, and ends those before it."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

CHECKOUT = Path(__file__).resolve().parents[3]
# What Airflow waits for a task is hours; an attempt that has nothing to do but to count ends in a second.
PATIENCE_SECONDS = 60
PROGRAM = """
import gc, os, sys
from pyspark.sql import SparkSession
from jobs.lakehouse.session import Attempt, open_session
from jobs.lakehouse.settings import read_settings

spark = open_session(read_settings(), Attempt("dag", sys.argv[1], "task", int(sys.argv[2])))
clients = [one for one in gc.get_objects() if type(one) is type(spark)]
print(spark.range(3).count(), SparkSession.getActiveSession() is spark, len(clients), flush=True)
os._exit(9)
"""


@pytest.mark.fault(
    "F01",
    "three attempts of a task are killed one after the other",
    "the next one ends what they left and works on a session of its own",
)
def test_an_attempt_works_on_its_own_session_alone_however_many_before_it_were_killed(home: Path) -> None:
    run = uuid.uuid4().hex
    assert [_attempt(home, run, number) for number in (1, 2, 3, 4)] == ["3 True 1"] * 4


def _attempt(home: Path, run: str, number: int) -> str:
    """What an attempt says before it ends as if it were killed: without a word to the engine."""
    environment = {**os.environ, "YIHU_HOME": str(home), "PYTHONPATH": str(CHECKOUT)}
    command = [sys.executable, "-c", PROGRAM, run, str(number)]
    done = subprocess.run(
        command, env=environment, cwd=CHECKOUT, capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS
    )
    assert done.returncode == 9, done.stderr
    return done.stdout.strip()


def test_a_frame_of_several_mebibytes_goes_from_the_client_to_the_engine(spark: SparkSession) -> None:
    rows = [(number, "x" * 1024) for number in range(4 * 1024)]
    assert spark.createDataFrame(rows, "number int, text string").where("length(text) = 1024").count() == len(rows)
