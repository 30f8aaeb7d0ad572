"""What arrived, as a page that people read: every delivery with its state, and one report of all that was found in it.

The page holds names of files and columns and counts, never a value of a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from jobs.lakehouse.data_docs import TEMPLATES, replace_page
from jobs.lakehouse.delivery import Decision, DeliveredFile, Delivery, Landing, State

# Older deliveries are found in the table ops.delivery.
DAYS_SHOWN = 31


@dataclass(frozen=True)
class Line:
    """A delivery as the page shows it."""

    delivery: Delivery
    decision: Decision
    files: tuple[tuple[DeliveredFile, State], ...]


def write_delivery_pages(landing: Landing, folder: Path) -> Path:
    """Draw the page of the deliveries anew; returns its path."""
    page = folder / "deliveries" / "index.html"
    replace_page(page, TEMPLATES.get_template("deliveries.html").render(days=_days(landing)))
    return page


def _days(landing: Landing) -> list[tuple[str, list[Line]]]:
    days = sorted({day for system in landing.systems() for day in landing.days(system)}, reverse=True)
    return [
        (day.isoformat(), [line for system in landing.systems() for line in _lines(landing, system, day)])
        for day in islice(days, DAYS_SHOWN)
    ]


def _lines(landing: Landing, system: str, day: date) -> list[Line]:
    return [
        Line(one, landing.decision(one), tuple((file, landing.state(one, file.table)) for file in one.files))
        for one in landing.deliveries(system, day)
    ]
