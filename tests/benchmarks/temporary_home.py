"""An installation for one benchmark: services of its own on free ports, which end with it and leave nothing."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jobs.lakehouse.settings import Settings, read_settings
from tests.benchmarks.machine import cost_of

INFRA = (sys.executable, "-m", "infra")


@contextmanager
def empty_home() -> Iterator[Path]:
    """A prepared home in which nothing runs; ``YIHU_HOME`` names it meanwhile. What was started in it ends."""
    folder = Path(tempfile.mkdtemp(prefix="yihu-benchmark-"))
    folder.chmod(0o755)
    before = os.environ.get("YIHU_HOME")
    os.environ["YIHU_HOME"] = str(folder)
    try:
        cost_of([*INFRA, "init", "--free-ports"])
        yield folder
    finally:
        cost_of([*INFRA, "down"])
        os.environ.pop("YIHU_HOME")
        os.environ.update({"YIHU_HOME": before} if before else {})
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def home_with_engine() -> Iterator[Settings]:
    """The settings of a home whose engine runs, and nothing else."""
    with empty_home():
        cost_of([*INFRA, "up", "--only", "spark-connect"])
        yield read_settings()
