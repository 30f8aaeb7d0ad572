"""Addresses of our own services follow the ports; an address that somebody chose stays."""

from __future__ import annotations

from pathlib import Path

from infra.installation import read_lines
from tests.infra.conftest import Command


def _write(path: Path, values: dict[str, str]) -> None:
    path.write_text("".join(f"{name}={value}\n" for name, value in values.items()), encoding="utf-8")


def test_the_address_of_the_core_bank_follows_its_port(installation: Command, fresh_home: Path) -> None:
    path = fresh_home / "settings.env"
    _write(path, read_lines(path) | {"YIHU_POSTGRES_PORT": "25432"})
    installation("init")
    assert "@127.0.0.1:25432/core_bank" in read_lines(path)["YIHU_SOURCE_CORE_BANK"]


def test_a_source_on_another_machine_stays(installation: Command, fresh_home: Path) -> None:
    path = fresh_home / "settings.env"
    theirs = "https://opendata.example.invalid"
    _write(path, read_lines(path) | {"YIHU_SOURCE_OPEN_DATA": theirs})
    installation("init")
    assert read_lines(path)["YIHU_SOURCE_OPEN_DATA"] == theirs
