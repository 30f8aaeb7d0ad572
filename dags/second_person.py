"""Who answered an approval, and whether it was somebody else than who asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def answered_by(answer: Mapping[str, Any]) -> str:
    """The name of the person who answered; empty where Airflow knows none."""
    return (answer["responded_by_user"] or {}).get("name") or ""


def is_second_person(who: str, first: Iterable[str]) -> bool:
    """Whether somebody answered who is none of those who asked; blanks around a name and its case do not count."""
    return bool(who.strip()) and who.strip().casefold() not in {one.strip().casefold() for one in first}
