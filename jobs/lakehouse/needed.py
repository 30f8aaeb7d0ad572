"""Which versions of which tables somebody may still read: what upkeep must leave, and what a check must find whole.

What is in force of a day, published or sealed, is needed as long as the day is. What was replaced is needed for
``rollback_days`` after it was replaced, since until then a person may return to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from jobs.lakehouse.contract import Contract
from jobs.lakehouse.errors import DataFault, InfrastructureFault
from jobs.lakehouse.layout import LOG_DAYS
from jobs.lakehouse.log_check import oldest_version
from jobs.lakehouse.manifest import Manifest, manifest_in
from jobs.lakehouse.publication import Publication, folder_of, publication_in

Made = TypeVar("Made")
TABLES, QUARANTINE = ("bronze", "silver", "gold", "ops"), "quarantine"


@dataclass(frozen=True)
class Need:
    """A version that somebody may read; ``partition`` is the only business date they look at, or None for all.

    ``folder`` and ``record``, the file that names the version, are relative to the lake; ``made_at`` tells when it was
    published or sealed, ``channel`` is empty for a publication.
    """

    folder: str
    table: str
    version: int
    partition: str | None
    business_date: str
    generation: int
    made_at: datetime
    record: str = ""
    channel: str = ""
    is_in_force: bool = True


@dataclass(frozen=True)
class Promises:
    """Everything that was ever published or sealed in a lake, and the files of it that cannot be read."""

    publications: tuple[Publication, ...]
    manifests: tuple[Manifest, ...]
    unreadable: tuple[Path, ...]

    def require_readable(self) -> None:
        """Raise DataFault when a file cannot be read: what it names would be taken for needed by nobody."""
        if self.unreadable:
            names = ", ".join("/".join(path.parts[-4:]) for path in self.unreadable)
            raise DataFault(f"Nothing is removed while {names} cannot be read: see `make verify`.")

    @cached_property
    def in_force(self) -> dict[tuple[str, str], Publication]:
        """The publication in force of each table and day."""
        return {(one.table, one.business_date): one for one in sorted(self.publications, key=_number)}

    @cached_property
    def sealed(self) -> dict[tuple[str, str], Manifest]:
        """The manifest in force of each channel and day."""
        return {(one.channel, one.business_date): one for one in sorted(self.manifests, key=_edition)}


def promises_of(lake: Path) -> Promises:
    """Read all publications and manifests of a lake."""
    unreadable: list[Path] = []
    published = _read(lake.glob("_published/*.*/????-??-??/[0-9]*.json"), publication_in, unreadable)
    sealed = _read(lake.glob("_manifests/*/????-??-??/[0-9]*.json"), manifest_in, unreadable)
    return Promises(tuple(published), tuple(sealed), tuple(unreadable))


def needs_of(promises: Promises, catalog: Iterable[Contract], replaced_since: datetime) -> tuple[Need, ...]:
    """What is needed: all that is in force, and what was replaced since a moment."""
    by_day = {one.name for one in catalog if one.write == "replace_partition"}
    published = [
        one
        for ones in _of_each(promises.publications, lambda one: (one.table, one.business_date))
        for one in _kept(sorted(ones, key=_number), _published_at, replaced_since)
    ]
    sealed = [
        one
        for ones in _of_each(promises.manifests, lambda one: (one.channel, one.business_date))
        for one in _kept(sorted(ones, key=_edition), _sealed_at, replaced_since)
    ]
    return (
        *(need for one in published for need in _of_publication(one, by_day, promises.in_force)),
        *(need for one in sealed for need in _of_manifest(one, by_day, promises.sealed)),
    )


def reached(lake: Path, folder: str, needs: Iterable[Need], moment: datetime) -> tuple[Need, ...]:
    """The needs whose versions the log of a table has, or should have.

    What Delta has cleaned from a log nobody can read, whatever is kept; younger than that, the log is damaged.
    Quarantines that were made with Delta's own 30 days lost theirs sooner, and carried days go on to name them.
    """
    cleaned_until = moment if folder.startswith(QUARANTINE) else moment - timedelta(days=LOG_DAYS)
    oldest = oldest_version(lake / folder)
    return tuple(need for need in needs if need.version >= oldest or need.made_at > cleaned_until)


def table_of(folder: str) -> str:
    """The table whose rows, or whose quarantine, lie in a folder of the lake."""
    return folder.removeprefix(f"{QUARANTINE}/").replace("/", ".")


def folders_of(lake: Path) -> tuple[str, ...]:
    """Every folder of a lake that holds a Delta table, relative to it."""
    logs = [log for layer in (*TABLES, QUARANTINE) for log in sorted(lake.glob(f"{layer}/*/_delta_log"))]
    return tuple(log.parent.relative_to(lake).as_posix() for log in logs)


def _of_each(ones: Iterable[Made], group: Callable[[Made], object]) -> Iterable[list[Made]]:
    found: dict[object, list[Made]] = defaultdict(list)
    for one in ones:
        found[group(one)].append(one)
    return found.values()


def _kept(ones: list[Made], made_at: Callable[[Made], str], replaced_since: datetime) -> list[Made]:
    replaced = [one for one, by in pairwise(ones) if datetime.fromisoformat(made_at(by)) >= replaced_since]
    return [*replaced, ones[-1]]


def _of_publication(
    one: Publication, by_day: Collection[str], in_force: Mapping[tuple[str, str], Publication]
) -> Iterator[Need]:
    need = Need(
        folder=folder_of(one.table),
        table=one.table,
        version=one.version,
        partition=one.partition_date.isoformat() if one.table in by_day else None,
        business_date=one.business_date,
        generation=one.generation,
        made_at=datetime.fromisoformat(one.published_at),
        record=f"_published/{one.table}/{one.business_date}/{one.generation:010d}.json",
        is_in_force=in_force[one.table, one.business_date] == one,
    )
    yield need
    if one.quarantine_version is not None:
        day = one.partition_date.isoformat()
        yield replace(need, folder=f"{QUARANTINE}/{one.table}", version=one.quarantine_version, partition=day)


def _of_manifest(
    sealed: Manifest, by_day: Collection[str], in_force: Mapping[tuple[str, str], Manifest]
) -> Iterator[Need]:
    for name, entry in sealed.tables.items():
        yield Need(
            folder=folder_of(name),
            table=name,
            version=entry.version,
            partition=entry.partition if name in by_day else None,
            business_date=sealed.business_date,
            generation=entry.generation,
            made_at=datetime.fromisoformat(sealed.sealed_at),
            record=f"_manifests/{sealed.channel}/{sealed.business_date}/{sealed.edition:06d}.json",
            channel=sealed.channel,
            is_in_force=in_force[sealed.channel, sealed.business_date] == sealed,
        )


def _read(paths: Iterable[Path], read: Callable[[Path], Made], unreadable: list[Path]) -> Iterator[Made]:
    for path in sorted(paths):
        try:
            yield read(path)
        except InfrastructureFault:
            unreadable.append(path)


def _number(one: Publication) -> int:
    return one.generation


def _edition(one: Manifest) -> int:
    return one.edition


def _published_at(one: Publication) -> str:
    return one.published_at


def _sealed_at(one: Manifest) -> str:
    return one.sealed_at
