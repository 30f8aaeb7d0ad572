"""Is everything there that the publications and manifests of a lake promise? Looks at the bytes, without an engine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from jobs.lakehouse.checksum import parquet_flaw
from jobs.lakehouse.damage import Damage
from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.lake_files import DataFile, files_at, newest_version
from jobs.lakehouse.log_check import LogFlaw, log_flaws, version_checksum
from jobs.lakehouse.manifest import Entry, Manifest
from jobs.lakehouse.needed import Need, Promises, reached, table_of
from jobs.lakehouse.publication import Publication

GIVEN_UP = "move its file aside, so that nobody returns to it; a newer edition is in force"
MOMENT = datetime.min.replace(tzinfo=UTC)


def table_damages(lake: Path, folder: str, needs: Iterable[Need]) -> tuple[Damage, ...]:
    """What is broken in one table, or in its quarantine: first its log, then the files of all needed versions."""
    table, needed = lake / folder, reached(lake, folder, needs, datetime.now(UTC))
    flaws = log_flaws(table)
    found = [_of_log(folder, flaw, needed) for flaw in flaws]
    # What the log cannot tell has been named; the files of the other versions are looked at all the same.
    readable = [need for need in needed if not any(flaw.hits(need.version) for flaw in flaws)]
    files: dict[DataFile, list[Need]] = defaultdict(list)
    for version in sorted({need.version for need in readable}):
        readers = [need for need in readable if need.version == version]
        try:
            listed = _listed(table, version)
        except DataFault as fault:
            found.append(Damage(table_of(folder), folder, f"has a damaged log: {fault}"[:-1], tuple(readers), True))
            continue
        for file in listed:
            files[file] += [need for need in readers if need.partition in (None, file.partition)]
    found += _newest(table, folder, files, bool(flaws))
    return (*found, *_of_files(table, folder, files))


def record_damages(promises: Promises, problem: Callable[[Publication], str | None]) -> Iterator[Damage]:
    """Publications and manifests that cannot be read, contradict each other, or lack the consent of their gate.

    ``problem`` tells what is wrong with the verdict of a publication.
    """
    for path in promises.unreadable:
        remedy = "restore it from a backup, or move it aside, which brings the one before it into force"
        yield Damage(_table_in(path), "/".join(path.parts[-4:]), "cannot be read", remedy=remedy)
    for one in promises.in_force.values():
        if said := problem(one):
            what = f"of {one.business_date} has no consent: {said}"
            yield Damage(one.table, f"generation {one.generation}", what, remedy=_again(one.table, one.business_date))
    known = {(one.table, one.generation): one for one in promises.publications}
    for manifest in promises.manifests:
        is_in_force = promises.sealed[manifest.channel, manifest.business_date] == manifest
        yield from _of_manifest(manifest, known, _seal(manifest) if is_in_force else GIVEN_UP)


def _listed(table: Path, version: int) -> tuple[DataFile, ...]:
    """The files of a version; raises DataFault when they are not those that the engine counted as it made it."""
    files, noted = files_at(table, version), version_checksum(table, version)
    counted = (len(files), sum(file.size for file in files))
    if noted not in (None, counted):
        raise DataFault(f"version {version} has {counted[0]} files where its commit counted {noted[0]}.")
    return files


def _newest(table: Path, folder: str, files: dict[DataFile, list[Need]], is_known: bool) -> list[Damage]:
    """Look at the newest version too, which the next run writes on; add its files."""
    try:
        version = newest_version(table)
        for file in files_at(table):
            files.setdefault(file, []).append(
                Need(folder, table_of(folder), version, None, "", 0, MOMENT, is_in_force=False)
            )
    except DataFault as fault:
        return [] if is_known else [Damage(table_of(folder), folder, str(fault)[:-1], (), is_of_log=True)]
    return []


def _of_log(folder: str, flaw: LogFlaw, needs: tuple[Need, ...]) -> Damage:
    hit = tuple(need for need in needs if flaw.hits(need.version))
    place = f"{folder}/_delta_log/{flaw.file}"
    return Damage(table_of(folder), place, flaw.what, hit, is_of_log=True, remedy=flaw.remedy)


def _of_files(table: Path, folder: str, files: dict[DataFile, list[Need]]) -> Iterator[Damage]:
    for file, needs in files.items():
        if needs and (what := parquet_flaw(file.path, file.size, file.rows)):
            place = f"{folder}/{file.path.relative_to(table).as_posix()}"
            yield Damage(table_of(folder), place, what, tuple(needs))


def _of_manifest(manifest: Manifest, known: dict[tuple[str, int], Publication], remedy: str) -> Iterator[Damage]:
    for name, entry in manifest.tables.items():
        what = _disagreement(entry, known.get((name, entry.generation)))
        if what:
            place = f"edition {manifest.edition} of {manifest.channel} for {manifest.business_date}"
            yield Damage(name, place, what, remedy=remedy)


def _disagreement(entry: Entry, published: Publication | None) -> str | None:
    if published is None:
        return f"names generation {entry.generation}, which was never published"
    return None if published.run_id == entry.run_id else f"names another run for generation {entry.generation}"


def _seal(manifest: Manifest) -> str:
    return f"seal the day again with `python -m jobs.seal {manifest.channel} --date {manifest.business_date}`"


def _table_in(path: Path) -> str:
    return path.parts[-3]


def _again(table: str, day: str) -> str:
    return f"move _published/{table}/{day} of the lake aside and run {table} for {day} again"
