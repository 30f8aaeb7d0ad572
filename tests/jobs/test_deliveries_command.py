"""Looking for late deliveries by hand: which systems can be asked, told before anything is."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from jobs.deliveries import application
from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.errors import ExitCode


@pytest.mark.parametrize(
    ("system", "code", "told"),
    [
        ("court_vender", ExitCode.CONTRACT_FAULT, "No bronze contract names the system court_vender; known: "),
        ("core_bank", ExitCode.SKIPPED, "core_bank cannot be asked for a day gone by"),
    ],
)
def test_a_system_that_cannot_be_asked_by_date_is_told_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: str, code: int, told: str
) -> None:
    monkeypatch.setenv("YIHU_HOME", str(tmp_path))
    said = CliRunner().invoke(application, ["look-again", system])
    assert (said.exit_code, said.stderr.startswith(told), said.stdout) == (code, True, "")
    assert said.stderr.count("\n") == 1


def test_a_system_that_nothing_came_from_yet_has_nothing_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIHU_HOME", str(tmp_path))
    system = Catalog().dated_systems[0]
    assert CliRunner().invoke(application, ["look-again", system]).stdout == f"{system}: nothing new\n"
