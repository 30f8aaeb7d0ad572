"""A PostgreSQL server, and one small bank of 300 customers after two days."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from infra.sample_bank.small import build_small_bank
from infra.sample_bank.world import World
from tests.infra.sample_bank import postgres

MONDAY, TUESDAY = datetime.date(2026, 6, 1), datetime.date(2026, 6, 2)


@dataclass(frozen=True)
class Bank:
    """A bank and where it lies."""

    dsn: str
    reader_dsn: str
    home: Path
    world: World


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    running = postgres.start()
    yield running
    postgres.stop(running)


def make_bank(server: postgres.Server, home: Path, name: str) -> Bank:
    dsn = server.new_database(name)
    world = build_small_bank(dsn, home, (MONDAY, TUESDAY))
    return Bank(dsn, server.dsn(name, "lakehouse_reader"), home, world)


@pytest.fixture(scope="session")
def small_bank(server: postgres.Server, tmp_path_factory: pytest.TempPathFactory) -> Bank:
    return make_bank(server, tmp_path_factory.mktemp("small"), "small_bank")
