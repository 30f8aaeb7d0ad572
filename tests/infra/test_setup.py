"""Set-up survives what real machines hold: interpreters that do not run, and a half-filled Maven folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from infra.bootstrap import jars, openmp
from infra.paths import CHECKOUT


def _program(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


def _setup(path: str) -> subprocess.CompletedProcess[str]:
    variables = {**os.environ, "PATH": path}
    variables.pop("YIHU_PYTHON", None)
    return subprocess.run([CHECKOUT / "infra" / "setup"], env=variables, capture_output=True, text=True, check=False)


def test_set_up_passes_over_an_interpreter_that_does_not_run(tmp_path: Path) -> None:
    _program(tmp_path / "python3.12", 'echo "python3.12: command not found" >&2; exit 127')
    _program(tmp_path / "python3.11", f'exec {sys.executable} "$@"')
    done = _setup(f"{tmp_path}:/usr/bin:/bin")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("setup: ready")


def test_the_jars_are_found_from_a_polluted_maven_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A description without its jar makes Ivy believe that the local folder holds the package."""
    folder = tmp_path / "person" / ".m2" / "repository" / "org" / "slf4j" / "slf4j-api" / "2.0.17"
    folder.mkdir(parents=True)
    name = "<groupId>org.slf4j</groupId><artifactId>slf4j-api</artifactId><version>2.0.17</version>"
    (folder / "slf4j-api-2.0.17.pom").write_text(f"<project><modelVersion>4.0.0</modelVersion>{name}</project>")
    monkeypatch.setenv("SPARK_SUBMIT_OPTS", f"-Duser.home={tmp_path / 'person'}")
    monkeypatch.setattr(jars, "TOOLS", tmp_path)
    monkeypatch.setattr(jars, "JARS", tmp_path / "jars")
    jars.install()
    assert sorted(path.name.split("-")[1] for path in (tmp_path / "jars").iterdir()) == ["spark_4.1_2.13", "storage"]


def test_a_library_of_the_system_is_found_or_missed() -> None:
    assert openmp.is_there("libc.so.6")
    assert not openmp.is_there("libnobody-has-this.so.1")
