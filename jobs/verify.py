"""Look whether the lake is whole: ``python -m jobs.verify all``, or one table. Needs no engine and changes nothing.

Finds a damaged log, a data file that is missing, cut short or altered by a single bit, a publication or a manifest that
cannot be read or names what is not there, and a published table without its gate's consent. Says for each which table,
versions and business dates it hits, and what to return to. Exit code 65 when something is broken.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.command import ends_in_one_sentence, run
from jobs.lakehouse.damage import Advice, Damage, unsound
from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.lake_check import record_damages, table_damages
from jobs.lakehouse.needed import Need, Promises, folders_of, needs_of, promises_of, table_of
from jobs.lakehouse.settings import Settings, read_settings
from jobs.lakehouse.verdict import Verdicts

EVERY_TABLE = "all"
application = typer.Typer(add_completion=False)


@dataclass(frozen=True)
class Finding:
    """What a look at the lake gave: the folders looked at, the sentences on damage, and what is only worth telling."""

    folders: tuple[str, ...]
    damages: tuple[str, ...]
    notes: tuple[str, ...]


@application.command(help=__doc__)
@ends_in_one_sentence
def main(
    table: Annotated[str, typer.Argument(help="<layer>.<table>, or `all`")] = EVERY_TABLE,
    day: Annotated[str, typer.Option("--date", help="The day that the answer is dated with, yyyy-mm-dd")] = "",
) -> None:
    """Verify tables and say what is broken."""
    catalog = Catalog()
    if table != EVERY_TABLE:
        catalog[table].require_finished()
    found = verify(read_settings(), catalog, table)
    for sentence in (*found.damages, *found.notes):
        typer.echo(sentence)
    dated = f"{day}: " if day else ""
    if found.damages:
        raise DataFault(
            f"{dated}{len(found.damages)} damages among {len(found.folders)} tables and quarantines, each with its way "
            "out above."
        )
    typer.echo(f"{dated}{len(found.folders)} tables and quarantines are whole")


def verify(settings: Settings, catalog: Catalog, table: str = EVERY_TABLE) -> Finding:
    """Check one table, or all of a lake with its publications and manifests."""
    promises, lake = promises_of(settings.lake), settings.lake
    since = datetime.now(UTC) - timedelta(days=settings.rollback_days)
    by_folder: dict[str, list[Need]] = defaultdict(list)
    for need in needs_of(promises, catalog, since):
        by_folder[need.folder].append(need)
    every = sorted({*folders_of(lake), *by_folder})
    folders = tuple(one for one in every if table in (EVERY_TABLE, table_of(one)))
    damages: list[Damage] = []
    for folder in folders:
        found = table_damages(lake, folder, by_folder[folder])
        damages += found
        _progress(f"{folder}: {'damaged' if found else 'whole'}")
    damages += _records(settings, promises, table)
    modes = {one.name: one.write for one in catalog}
    advice = Advice(promises.publications, promises.in_force, modes, unsound(damages))
    return Finding(folders, tuple(map(advice.sentence, damages)), _notes(settings, table))


def _records(settings: Settings, promises: Promises, table: str) -> list[Damage]:
    found = record_damages(promises, Verdicts(settings.lake, settings.gate_key).problem)
    return [one for one in found if table in (EVERY_TABLE, one.table)]


def _notes(settings: Settings, table: str) -> tuple[str, ...]:
    """Runs that announced a publication and did not make it: under way, or dead, which the next run settles."""
    drafts = sorted(settings.lake.glob("_published/*.*/*/*.draft"))
    return tuple(
        f"{path.parts[-3]}: a run for {path.parts[-2]} announced a publication and has not made it yet; it is under "
        "way, or the next run of the table finishes or refuses it"
        for path in drafts
        if table in (EVERY_TABLE, path.parts[-3])
    )


def _progress(line: str) -> None:
    if sys.stderr.isatty():
        typer.echo(line, err=True)


if __name__ == "__main__":
    run(application)
