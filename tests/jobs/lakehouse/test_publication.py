"""Which publication answers for a date that is no business date."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.jobs.lakehouse.whole_lake import FIRST, NAME, SECOND, WholeLake


@pytest.mark.parametrize(
    ("until", "found"), [(date(2026, 7, 1), SECOND), (SECOND, SECOND), (FIRST, FIRST), (date(2026, 5, 31), None)]
)
def test_the_last_published_day_until_a_date_is_found(tmp_path: Path, until: date, found: date | None) -> None:
    published = WholeLake(tmp_path).publications.latest_until(NAME, until)
    assert (published.day if published else None) == found
