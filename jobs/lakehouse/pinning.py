"""What reading a table for a day means at this moment: asked of the publications alone, without an engine."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date

from jobs.lakehouse.contract import Contract
from jobs.lakehouse.errors import DataFault, InfrastructureFault, Skipped
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


def require_current(draft: Publication, in_force: Publication | None, inputs: Mapping[str, Pinned]) -> None:
    """Raise unless a result is of the delivery and the inputs that count at this moment, or a person returns to it.

    Raises Skipped where a later delivery of the day is published already, InfrastructureFault where an input was
    published anew since this run read it: run again, it reads the new one.
    """
    if draft.author:
        return
    is_late = in_force and (in_force.delivery_sequence or 0) > (draft.delivery_sequence or 0)
    if is_late and draft.delivery_sequence:
        raise Skipped(
            f"Delivery {in_force.delivery_sequence} of {draft.table} for {draft.business_date} is published already: "
            f"delivery {draft.delivery_sequence}, which it replaces, is left."
        )
    changed = [name for name, one in inputs.items() if draft.inputs.get(name, one.content_hash) != one.content_hash]
    if changed:
        raise InfrastructureFault(
            f"{', '.join(changed)} was published anew for {draft.business_date} while {draft.table} was made from it: "
            "nothing is published, run it again."
        )


def _in_force(contract: Contract, business_date: date, publications: Publications) -> Publication | None:
    if contract.write == "replace":
        return publications.latest(contract.name)
    return publications.get(contract.name, business_date)
