"""A small installation, two cheap services in a home of its own, that tests may kill and stop."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jobs.lakehouse.settings import CHECKOUT, Settings

Command = Callable[..., "subprocess.CompletedProcess[str]"]


def settings_of(home: Path) -> Settings:
    """The settings of an installation other than the one that the environment names."""
    return Settings(_env_file=home / "settings.env", home=home)


def _command_for(home: Path) -> Command:
    def command(*words: str) -> subprocess.CompletedProcess[str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith("YIHU_")}
        return subprocess.run(
            [sys.executable, "-m", "infra", *words],
            env={**own, "YIHU_HOME": str(home)},
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            check=False,
            timeout=180,
        )

    return command


@pytest.fixture(scope="module")
def fresh_home() -> Iterator[Path]:
    """A home of the module's own, below a closed folder as ``mktemp -d`` makes it."""
    folder = Path(tempfile.mkdtemp(prefix="yihu-infra-"))
    try:
        yield folder / "home"
    finally:
        _command_for(folder / "home")("down")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def installation(fresh_home: Path) -> Command:
    """The command line of an initialised installation on free ports."""
    command = _command_for(fresh_home)
    done = command("init", "--free-ports")
    assert done.returncode == 0, done.stderr
    return command


@pytest.fixture
def second_home(tmp_path: Path) -> Path:
    """Another initialised installation on the same machine."""
    home = tmp_path / "second"
    done = _command_for(home)("init", "--free-ports")
    assert done.returncode == 0, done.stderr
    return home
