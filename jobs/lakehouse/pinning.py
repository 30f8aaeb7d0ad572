"""What reading a table for a day means at this moment: asked of the publications alone, without an engine."""

from __future__ import annotations

import hashlib
from datetime import date

from jobs.lakehouse.contract import Contract
from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.publication import Pinned, Publication, Publications


def pin(contract: Contract, business_date: date, publications: Publications) -> Pinned:
    """The publication that answers for a day, with version and content.

    Raises DataFault when the table has not been published for that day.
    """
    published = _in_force(contract, business_date, publications)
    if published is None:
        raise DataFault(f"{contract.name} has nothing published for {business_date}: run it for that day first.")
    if not contract.keeps_time:
        return Pinned(published, published.version, published.content_hash)
    version = newest_version(contract.name, publications)
    if contract.write == "history":
        return Pinned(published, version, published.content_hash)
    brought = [one.content_hash for one in publications.until(contract.name, business_date)]
    return Pinned(published, version, hashlib.sha256(repr(brought).encode()).hexdigest())


def newest_version(table: str, publications: Publications) -> int:
    """The newest published Delta version of a table; raises DataFault when it has not been published."""
    version = publications.newest_version(table)
    if version is None:
        raise DataFault(f"{table} has nothing published: run it for a business date first.")
    return version


def _in_force(contract: Contract, business_date: date, publications: Publications) -> Publication | None:
    if contract.write == "replace":
        return publications.latest(contract.name)
    return publications.get(contract.name, business_date)
