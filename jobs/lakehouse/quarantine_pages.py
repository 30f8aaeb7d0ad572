"""The quarantine as a page that people read: what is open by source, rule and age. No value of a row is on it.

Each run writes down the counts of its own table and day, and the page is drawn from all of them: it costs the same
however many days the lake holds.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.data_docs import TEMPLATES, replace_page
from jobs.lakehouse.publication import Publications
from jobs.lakehouse.quarantine_reader import BadRow, Quarantine, RowState
from jobs.lakehouse.repair import Repairs
from jobs.lakehouse.settings import Settings

PAGE = "quarantine.html"
OVER = (RowState.HEALED, RowState.STALE)


@dataclass(frozen=True)
class Line:
    """Rows of one table and day that broke one rule and stand alike; ``source`` is where they came from."""

    source: str
    table: str
    owner: str
    business_date: str
    rule: str
    reason: str
    first_seen: str
    state: str
    rows: int

    def age(self, today: date) -> int:
        """Days since the rows were first seen, in business dates."""
        return (today - date.fromisoformat(self.first_seen)).days

    @property
    def is_over(self) -> bool:
        """Whether nobody has to do anything about the rows any more."""
        return self.state in OVER


def note_quarantine(contract: Contract, business_date: date, catalog: Catalog, settings: Settings) -> list[Line]:
    """Write down what is in quarantine of a table and day, where there is or was anything, and draw the page anew."""
    quarantine = Quarantine(settings.lake, Repairs(settings.home, settings.gate_key))
    lines = lines_of(contract, business_date, catalog, quarantine.rows(contract.name, business_date))
    path = settings.data_docs / "quarantine" / business_date.isoformat() / f"{contract.name}.json"
    if lines or path.exists() or not (settings.data_docs / PAGE).exists():
        replace_page(path, json.dumps([asdict(line) for line in lines]))
        write_quarantine_page(settings)
    return lines


def write_quarantine_page(settings: Settings) -> Path:
    """Draw the page from what was written down; returns its path."""
    today = Publications(settings.lake).latest_day() or date.today()
    noted = sorted((settings.data_docs / "quarantine").glob("????-??-??/*.json"))
    lines = [Line(**line) for path in noted for line in json.loads(path.read_text(encoding="utf-8"))]
    ordered = sorted(lines, key=lambda one: (one.source, one.table, one.rule, one.first_seen, one.business_date))
    page = settings.data_docs / PAGE
    facts = {"open": [one for one in ordered if not one.is_over], "over": [one for one in ordered if one.is_over]}
    replace_page(page, TEMPLATES.get_template("quarantine.html").render(**facts, today=today))
    return page


def lines_of(contract: Contract, business_date: date, catalog: Catalog, rows: list[BadRow]) -> list[Line]:
    """The rows counted by what can be said of them without a value."""
    counts: Counter[tuple[str, str, date, str]] = Counter()
    for row in rows:
        counts[(row.rule, row.reason, row.first_seen, str(row.state))] += row.count
    source = ", ".join(sources_of(contract, catalog)) or "-"
    return [
        Line(source, contract.name, contract.owner, business_date.isoformat(), rule, reason, str(seen), state, number)
        for (rule, reason, seen, state), number in sorted(counts.items())
    ]


def sources_of(contract: Contract, catalog: Catalog) -> tuple[str, ...]:
    """The systems that the rows of a table come from."""
    if contract.source:
        return (contract.source.system,)
    names = contract.rows_from or contract.inputs
    return tuple(sorted({system for name in names for system in sources_of(catalog[name], catalog)}))
