"""A backfill of many days beside the daily run and its corrections ends as if one had followed the other."""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from jobs.lakehouse.publication import Publications
from jobs.lakehouse.settings import Settings
from tests.chaos import shop
from tests.chaos.campaign import FORK, Campaign, ended

FIRST = date(2026, 6, 1)
Steps = Sequence[tuple[date, int]]


def backfilled(settings: Settings, days: int, seed: int) -> list[str]:
    """Run a backfill beside daily runs and corrections, then all of it in order in another lake; what differs.

    The backfill brings every day once; the daily run brings the days after it, then corrections of days of the backfill
    that are over. Both go through real clients.
    """
    shop.declare_builds()
    chance = random.Random(seed)  # noqa: S311
    past = [(FIRST + timedelta(days=number), 1) for number in range(days)]
    daily = [(FIRST + timedelta(days=days + number), 1) for number in range(max(2, days // 10))]
    corrections = [(day, 2) for day, _ in chance.sample(past, max(1, days // 5))]
    beside, after = _lake(settings, "beside"), _lake(settings, "after")
    together = [FORK.Process(target=_run, args=(beside, steps, seed)) for steps in (past, daily)]
    for process in together:
        process.start()
    for process in together:
        ended(process, patience=days * 120)
    one = FORK.Process(target=_run, args=(beside, corrections, seed))
    one.start()
    ended(one, patience=days * 120)
    _run(after, [*past, *corrections, *daily], seed)
    return _differences(beside, after, sorted({day for day, _ in (*past, *daily)}))


def _lake(settings: Settings, name: str) -> Settings:
    """A lake of its own on the same engine."""
    folder = settings.home / name
    for part in ("shop", "acknowledged", "secrets"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    (folder / "secrets" / "gate_key").write_text("key of the tests", encoding="utf-8")
    (folder / "secrets" / "source_shop").write_text(f"file://{folder / 'shop'}", encoding="utf-8")
    (folder / "secrets" / "source_shop").chmod(0o600)
    return settings.model_copy(update={"home": folder})


def _run(settings: Settings, steps: Steps, seed: int) -> None:
    campaign = Campaign(settings, random.Random(seed))  # noqa: S311
    for day, number in steps:
        campaign.repeat_until_done(day, number, uuid.uuid4().hex, first=1)
    if campaign.problems:
        raise SystemExit("; ".join(campaign.problems))


def _differences(beside: Settings, after: Settings, days: Sequence[date]) -> list[str]:
    pairs = [
        (name, day, _content(beside.lake, name, day), _content(after.lake, name, day))
        for day in days
        for name in shop.TABLES
    ]
    return [f"{name} of {day} differs" for name, day, one, other in pairs if one != other or one is None]


def _content(lake: Path, name: str, day: date) -> str | None:
    published = Publications(lake).get(name, day)
    return published.content_hash if published else None
