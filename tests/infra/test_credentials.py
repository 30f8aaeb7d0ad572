"""Nobody but the owner reads a credential, and no two installations share one."""

from __future__ import annotations

import stat
from pathlib import Path

from infra.credentials import KEYS, PASSWORDS
from tests.infra.conftest import Command


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_every_credential_is_readable_by_its_owner_alone(installation: Command, fresh_home: Path) -> None:
    files = list((fresh_home / "secrets").iterdir())
    assert {file.name for file in files} >= {*PASSWORDS, *KEYS}
    assert {_mode(file) for file in files} == {0o600}
    assert _mode(fresh_home / "secrets") == 0o700
    assert _mode(fresh_home / "settings.env") == 0o600


def test_two_installations_have_no_credential_in_common(
    installation: Command, fresh_home: Path, second_home: Path
) -> None:
    first = {(fresh_home / "secrets" / name).read_text("utf-8") for name in (*PASSWORDS, *KEYS)}
    second = {(second_home / "secrets" / name).read_text("utf-8") for name in (*PASSWORDS, *KEYS)}
    assert len(first) == len({*PASSWORDS, *KEYS})
    assert first.isdisjoint(second)


def test_a_second_init_keeps_what_is_there(installation: Command, fresh_home: Path) -> None:
    before = {file: file.read_text("utf-8") for file in (fresh_home / "secrets").iterdir()}
    settings = (fresh_home / "settings.env").read_text("utf-8")
    assert installation("init").returncode == 0
    assert {file: file.read_text("utf-8") for file in before} == before
    assert (fresh_home / "settings.env").read_text("utf-8") == settings
