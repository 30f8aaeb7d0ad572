"""Run a repaired table and what holds its rows again: through the same builds, rules and gates as every day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.errors import Skipped
from jobs.lakehouse.publication import Publications
from jobs.lakehouse.receipt import Receipt
from jobs.lakehouse.runner import Workshop, run_table
from jobs.lakehouse.session import current_attempt


def replay(workshop: Workshop, table: str, business_date: date) -> Iterator[Receipt]:
    """Run the table for the day, then every table that reads it, as far as the day has them; the receipt of each.

    A table that was not changed by it is left as it is, so that a repeat publishes nothing. Raises the fault of the
    first run that fails; what ran before it stays published, and a repeat goes on from there.
    """
    for day, name in steps_of(workshop.catalog, workshop.lake.publications, table, business_date):
        # What already holds a newer day is left as it is.
        with suppress(Skipped):
            yield run_table(workshop, name, day, current_attempt(name))


def days_of(catalog: Catalog, publications: Publications, table: str, business_date: date) -> list[date]:
    """The day, and the later ones where a merged table shows to them what this day brought."""
    affected = catalog.reading(table)
    if all(contract.write != "merge" for contract in affected):
        return [business_date]
    later = (one.day for contract in affected for one in publications.of_table(contract.name))
    return [business_date, *sorted({day for day in later if day > business_date})]


def steps_of(catalog: Catalog, publications: Publications, table: str, business_date: date) -> list[tuple[date, str]]:
    """Days and tables to run, in order; of what reads the table, only what the day has already."""
    return [
        (day, contract.name)
        for day in days_of(catalog, publications, table, business_date)
        for contract in catalog.reading(table)
        if (day, contract.name) == (business_date, table) or publications.get(contract.name, day)
    ]
