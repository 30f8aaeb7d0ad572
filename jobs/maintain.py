"""Keep the lake in order: ``python -m jobs.maintain <step> --date D``.

Every step is safe to repeat, and beside a running day. ``optimise`` makes few files of many small ones, ``vacuum``
removes what no reader and no rollback may need any more (``rollback_days`` in the settings), ``clean`` what killed runs
left behind; ``files`` reports, and changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.command import business_date_of, ends_in_one_sentence, run
from jobs.lakehouse.errors import DataFault, YihuError
from jobs.lakehouse.lake_files import NO_PARTITION, FileReport, file_report
from jobs.lakehouse.lake_upkeep import Freed, vacuum
from jobs.lakehouse.leftovers import cleaned
from jobs.lakehouse.needed import QUARANTINE, Need, folders_of, needs_of, promises_of, table_of
from jobs.lakehouse.settings import read_settings

if TYPE_CHECKING:
    from jobs.lakehouse.lake import Lake

application = typer.Typer(add_completion=False, help=__doc__)
EVERY_TABLE = "all"
# Files of days before this are not made anew: nobody adds to them.
RECENT = timedelta(days=35)
Day = Annotated[str, typer.Option("--date", help="Day of the upkeep, yyyy-mm-dd")]
Table = Annotated[str, typer.Option("--table", help="<layer>.<table>, or `all`")]


@application.command()
@ends_in_one_sentence
def optimise(day: Day, table: Table = EVERY_TABLE) -> None:
    """Make few files of many small ones, where days are read from the newest version."""
    today, catalog, lake = business_date_of(day), Catalog(), read_settings().lake
    wanted = [
        (name, partition)
        for report in _reports(lake, table)
        if (name := _read_at_newest(report.folder, catalog))
        for partition in crowded_days(report, today)
    ]
    if wanted:
        writer = _open("maintain.optimise")
        for name, partition in wanted:
            writer.compact(name, partition)
    typer.echo(f"{day}: {len(wanted)} partitions of {len({name for name, _ in wanted})} tables made of fewer files")


@application.command("vacuum")
@ends_in_one_sentence
def remove_unneeded(day: Day, table: Table = EVERY_TABLE) -> None:
    """Remove the data files that nothing in force and no rollback needs."""
    catalog, folders = Catalog(), _folders(read_settings().lake, table)
    lake, freed, faults = _open("maintain.vacuum"), Freed(), []
    for folder in folders:
        try:
            freed += vacuumed(lake, folder, catalog)
        except YihuError as fault:
            faults.append(str(fault))
    typer.echo(f"{day}: {freed} that nobody needs were removed from {len(folders)} tables")
    if faults:
        raise DataFault(" ".join(faults))


@application.command()
@ends_in_one_sentence
def clean(day: Day) -> None:
    """Remove what killed runs left behind a day ago or earlier; needs no engine."""
    typer.echo(f"{day}: {cleaned(read_settings())} of killed runs removed")


@application.command()
@ends_in_one_sentence
def files(day: Day, table: Table = EVERY_TABLE) -> None:
    """Report number and size of the files of each table; needs no engine."""
    settings, oldest = read_settings(), defaultdict(list)
    promises = promises_of(settings.lake)
    for need in needs_of(promises, Catalog(), datetime.now(UTC) - timedelta(days=settings.rollback_days)):
        oldest[need.folder].append(need.version)
    reports = list(_reports(settings.lake, table))
    for one in reports:
        kept = min(oldest[one.folder], default=one.version)
        typer.echo(
            f"{one.folder:42} {one.files:6} files {one.size / 1e6:10,.1f} MB  on average {one.average_size / 1e6:8,.2f}"
            f" MB  {sum(one.crowded.values()):5} small ones in {len(one.crowded)} crowded partitions  "
            f"versions {kept} to {one.version} are kept"
        )
    typer.echo(f"{day}: {sum(one.files for one in reports)} files in {len(reports)} tables")


def crowded_days(report: FileReport, today: date) -> Iterator[date | None]:
    """The partitions that compacting pays for: crowded, and still growing; None is what has no day."""
    for partition in report.crowded:
        day = None if partition == NO_PARTITION else date.fromisoformat(partition)
        if day is None or day >= today - RECENT:
            yield day


def vacuumed(lake: Lake, folder: str, catalog: Catalog) -> Freed:
    """Vacuum one table while nobody publishes it; what is needed is asked for after the claim is held."""
    settings = read_settings()
    with lake.claimed(table_of(folder)):
        promises = promises_of(settings.lake)
        promises.require_readable()
        since = datetime.now(UTC) - timedelta(days=settings.rollback_days)
        needs: list[Need] = [need for need in needs_of(promises, catalog, since) if need.folder == folder]
        return vacuum(settings.lake, folder, needs)


def _read_at_newest(folder: str, catalog: Catalog) -> str | None:
    """The table in a folder if its days are read at the newest version; others are read as they were published."""
    name = table_of(folder)
    contract = next((one for one in catalog if one.name == name), None)
    if contract is None or folder.startswith(QUARANTINE):
        return None
    return name if contract.keeps_time or contract.layer == "ops" else None


def _folders(lake: Path, table: str) -> tuple[str, ...]:
    """The folders of a table and its quarantine, or all; raises ContractFault for a table that nobody declares."""
    if table != EVERY_TABLE:
        Catalog()[table].require_finished()
    return tuple(one for one in folders_of(lake) if table in (EVERY_TABLE, table_of(one)))


def _reports(lake: Path, table: str) -> Iterator[FileReport]:
    return (file_report(lake, folder) for folder in _folders(lake, table))


def _open(task: str) -> Lake:
    from jobs.lakehouse.runner import open_workshop
    from jobs.lakehouse.session import current_attempt, open_session

    settings = read_settings()
    return open_workshop(open_session(settings, current_attempt(task)), settings, Catalog()).lake


if __name__ == "__main__":
    run(application)
