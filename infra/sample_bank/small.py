"""A small bank in one call, for tests and trials."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

from infra.sample_bank.bank import close_day, open_bank
from infra.sample_bank.progress import Progress
from infra.sample_bank.world import World

FIRST_BUSINESS_DATE = datetime.date(2026, 6, 1)


def build_small_bank(
    dsn: str, home: Path, days: Sequence[datetime.date] = (), customers: int = 300, seed: int = 7
) -> World:
    """Open a bank in an empty core_bank database and close the given days, in order.

    Writes truth/, vendor_drop/ and open_data_site/ under home. Raises SampleBankError as open and close-day do.
    """
    world = World(seed, customers, FIRST_BUSINESS_DATE)
    open_bank(dsn, home, world, Progress())
    for day in days:
        close_day(dsn, home, day, Progress())
    return world
