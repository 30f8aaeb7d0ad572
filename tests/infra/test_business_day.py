"""A day that cannot be run is refused in one sentence, with exit code 2, before any service is asked."""

from __future__ import annotations

import pytest

from tests.infra.conftest import Command


@pytest.mark.parametrize("day", ["2026-02-30", "2026-06-06", "tomorrow"])
def test_a_day_that_does_not_exist_is_refused(installation: Command, day: str) -> None:
    done = installation("day", day)
    assert done.returncode == 2
    assert day in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
