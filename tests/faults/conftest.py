"""The drop that the tests of bad deliveries spoil."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.court_drop import CourtDrop, opened_drop


@pytest.fixture
def court(tmp_path: Path) -> Iterator[CourtDrop]:
    with opened_drop(tmp_path) as drop:
        yield drop
