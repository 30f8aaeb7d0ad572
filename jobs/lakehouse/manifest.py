"""Manifests: which version of every table belongs together, per channel and business date.

Tables are published one after the other; a reader of several at once would meet a new one beside an old one. A day is
sealed when all of its tables have been published from each other: readers of the channel then see all of it in one
step, and keep what was sealed before until then.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.durable import make_folder, make_once, written
from jobs.lakehouse.errors import DataFault, Skipped
from jobs.lakehouse.pinning import pin
from jobs.lakehouse.publication import Pinned, Publications, record_in

CURATED = "curated"
SEALED_LAYERS = ("silver", "gold")


@dataclass(frozen=True)
class Entry:
    """One table of a manifest: the version to read, the business date in its rows, and what it holds."""

    version: int
    partition: str
    rows: int
    content_hash: str
    generation: int
    run_id: str
    gate_id: str


@dataclass(frozen=True)
class Manifest:
    """The tables of a business date that agree with each other; ``edition`` counts how often the day was sealed."""

    channel: str
    business_date: str
    edition: int
    sealed_at: str
    reason: str
    tables: dict[str, Entry]

    @property
    def day(self) -> date:
        """The business date that it answers for."""
        return date.fromisoformat(self.business_date)


class Manifests:
    """All manifests of a lake: numbered files in ``_manifests/<channel>/<date>``, the highest number is in force."""

    def __init__(self, lake: Path) -> None:
        self._folder = lake / "_manifests"

    def get(self, business_date: date, channel: str = CURATED) -> Manifest | None:
        """The manifest in force of a day, or None."""
        return next(iter(reversed(self.editions(business_date, channel))), None)

    def latest(self, channel: str = CURATED) -> Manifest | None:
        """The manifest of the latest sealed day, or None."""
        days = self.days(channel)
        return self.get(days[-1], channel) if days else None

    def days(self, channel: str = CURATED) -> tuple[date, ...]:
        """Every sealed day, oldest first."""
        sealed = (self._folder / channel).glob("????-??-??/[0-9]*.json")
        return tuple(date.fromisoformat(name) for name in sorted({path.parent.name for path in sealed}))

    def editions(self, business_date: date, channel: str = CURATED) -> tuple[Manifest, ...]:
        """Everything that was sealed for a day, oldest first."""
        paths = sorted((self._folder / channel / business_date.isoformat()).glob("[0-9]*.json"))
        return tuple(map(manifest_in, paths))

    def seal(
        self, business_date: date, tables: Callable[[], Mapping[str, Entry]], reason: str, channel: str = CURATED
    ) -> Manifest:
        """Seal what ``tables`` finds, in one step; gives what is in force where that says the same.

        The number is settled before the tables are looked at: who was faster meanwhile is not put aside by older ones.
        """
        folder = self._folder / channel / business_date.isoformat()
        while True:
            in_force = self.get(business_date, channel)
            found = dict(tables())
            if in_force and in_force.tables == found:
                return in_force
            edition = in_force.edition + 1 if in_force else 1
            sealed_at = datetime.now(UTC).isoformat(timespec="milliseconds")
            made = Manifest(channel, business_date.isoformat(), edition, sealed_at, reason, found)
            make_folder(folder)
            part = written(folder / f"{uuid.uuid4().hex}.part", json.dumps(asdict(made), indent=1))
            if manifest_in(make_once(part, folder / f"{edition:06d}.json")) == made:
                return made


def seal_day(
    manifests: Manifests,
    catalog: Catalog,
    business_date: date,
    publications: Publications,
    reason: str,
    channel: str = CURATED,
) -> Manifest:
    """Seal the tables of a day that agree with each other; raises as ``sealed_tables`` while they do not."""
    return manifests.seal(
        business_date, lambda: sealed_tables(catalog, pins_of(catalog, business_date, publications)), reason, channel
    )


def pins_of(catalog: Catalog, business_date: date, publications: Publications) -> dict[str, Pinned]:
    """What each table of the lake says for a day, as far as it was published."""
    pins: dict[str, Pinned] = {}
    for contract in catalog.in_order:
        with suppress(DataFault):
            pins[contract.name] = pin(contract, business_date, publications)
    return pins


def sealed_tables(catalog: Catalog, pins: Mapping[str, Pinned]) -> dict[str, Entry]:
    """The entries of a day's manifest, from what each published table pins.

    A table that waits for a model, and that no other table is made from, is left out until it is there. Raises
    DataFault when a table was made from another state of an input than the one beside it, and Skipped while any other
    one has nothing published for the day, such as a score before its first model.
    """
    expected = [contract for contract in catalog.in_order if contract.layer in SEALED_LAYERS]
    if disagreements := _disagreements(expected, pins):
        raise DataFault(f"The day is not sealed, readers keep what was sealed before: {'; '.join(disagreements)}.")
    read = {name for contract in expected for name in contract.inputs}
    missing = [contract for contract in expected if contract.name not in pins]
    if needed := [contract.name for contract in missing if contract.name in read or not contract.model]:
        raise Skipped(
            "The day is not sealed yet, readers keep what was sealed before: "
            f"{', '.join(needed)} has nothing published."
        )
    return {contract.name: entry_of(pins[contract.name]) for contract in expected if contract.name in pins}


def _disagreements(expected: Iterable[Contract], pins: Mapping[str, Pinned]) -> list[str]:
    """What a person returned to stands beside newer inputs by their decision."""
    return [
        f"{contract.name} was made from an older {name}, run it again"
        for contract in expected
        if contract.name in pins and not pins[contract.name].publication.author
        for name, content_hash in pins[contract.name].publication.inputs.items()
        if name in pins and pins[name].content_hash != content_hash
    ]


def entry_of(pinned: Pinned) -> Entry:
    """What a manifest says of a table that was pinned."""
    published = pinned.publication
    return Entry(
        version=pinned.version,
        partition=published.partition or published.business_date,
        rows=published.rows,
        content_hash=pinned.content_hash,
        generation=published.generation,
        run_id=published.run_id,
        gate_id=published.gate_id,
    )


def manifest_in(path: Path) -> Manifest:
    """The manifest in a file; raises InfrastructureFault for a damaged one."""
    return record_in(path, _manifest)


def _manifest(facts: dict[str, Any]) -> Manifest:
    return Manifest(**{**facts, "tables": {name: Entry(**one) for name, one in facts["tables"].items()}})
