"""Answers about persons that were paid and may be given again: kept for the agreement's cache days, not longer.

Personal data: a folder for the owner alone, one folder for each last day, so that a day that is over goes as a whole.
"""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

from pydantic import ValidationError

from jobs.lakehouse.book import write_durably
from jobs.lakehouse.delivery import Facts

Scalar = str | int | float | bool | None


class KeptAnswer(Facts):
    """What a supplier said about a person in one paid call; no hit is an answer, without fields."""

    call_id: str
    business_date: date
    is_hit: bool
    fields: dict[str, Scalar]


class Answers:
    """The kept answers of an installation, by product and the person's token."""

    def __init__(self, root: Path) -> None:
        self._root = root / "answers"

    def find(
        self, product: str, token: str, business_date: date, cache_days: int, most_days: int | None = None
    ) -> KeptAnswer | None:
        """The newest answer paid on a day or within the cache days before it, at most ``most_days`` before, or None."""
        oldest = cache_days if most_days is None else min(cache_days, most_days)
        for offset in reversed(range(cache_days + 1)):
            path = self._path(product, token, business_date + timedelta(days=offset))
            if path.exists():
                kept = _read(path)
                if kept and timedelta() <= business_date - kept.business_date <= timedelta(days=oldest):
                    return kept
        return None

    def keep(self, product: str, token: str, answer: KeptAnswer, cache_days: int) -> None:
        """Keep an answer until the end of its cache days; without such days nothing is kept."""
        if cache_days:
            last_day = answer.business_date + timedelta(days=cache_days)
            write_durably(self._path(product, token, last_day), answer.model_dump_json())

    def forget_before(self, business_date: date) -> None:
        """Delete every answer whose last day is over."""
        for folder in self._root.glob("*/????-??-??"):
            if folder.name < business_date.isoformat():
                shutil.rmtree(folder, ignore_errors=True)

    def _path(self, product: str, token: str, last_day: date) -> Path:
        return self._root / product / last_day.isoformat() / f"{token}.json"


def _read(path: Path) -> KeptAnswer | None:
    """A file that somebody else is just deleting, or that is damaged, is no answer."""
    try:
        return KeptAnswer.model_validate_json(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValidationError):
        return None
