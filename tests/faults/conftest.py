"""The drop that the tests of bad deliveries spoil."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.court_drop import CourtDrop


@pytest.fixture
def court(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CourtDrop]:
    drop = CourtDrop(tmp_path)
    address = f"sftp://court:a%20password%20for%20the%20test@127.0.0.1:{drop.server.port}"
    monkeypatch.setenv("YIHU_SOURCE_COURT_VENDOR", address)
    yield drop
    drop.server.close()
