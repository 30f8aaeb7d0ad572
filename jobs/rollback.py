"""Return tables of a business date to what was published before: ``python -m jobs.rollback back silver.account``.

What was made from a returned table follows: from a generation of its own that fits, or by a run. Readers of the
manifest see the return in one step, when all tables agree. A run that would publish the content that was taken back is
skipped. A repeated command goes on where it was interrupted, and changes nothing when it was not.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.command import business_date_of, ends_in_one_sentence, run
from jobs.lakehouse.lake_versions import is_whole
from jobs.lakehouse.manifest import Manifest, Manifests
from jobs.lakehouse.publication import Publication, Publications, folder_of
from jobs.lakehouse.settings import read_settings

if TYPE_CHECKING:
    from jobs.lakehouse.rollback import Rollback

application = typer.Typer(add_completion=False, help=__doc__)
EVERY_TABLE = "all"
VACUUMED = "(its files were vacuumed: it cannot be returned to)"
Table = Annotated[str, typer.Argument(help="<layer>.<table>, or `all` for every table of the day")]
OneTable = Annotated[str, typer.Argument(help="<layer>.<table>")]
Day = Annotated[str, typer.Option("--date", help="Business date, yyyy-mm-dd")]
By = Annotated[str, typer.Option("--by", help="Who decides")]
Reason = Annotated[str, typer.Option(help="Why; kept with the publication")]
To = Annotated[
    int, typer.Option("--to", help="Generation of the table, or edition of the day; the one before if left out")
]


@application.command()
@ends_in_one_sentence
def back(table: Table, day: Day, by: By, reason: Reason, to: To = 0) -> None:
    """Return to what was published before."""
    from jobs.lakehouse.rollback import Decision

    rollback, decision = _open(business_date_of(day)), Decision(by, reason)
    _told(
        rollback.all_back(decision, to or None) if table == EVERY_TABLE else rollback.back(table, decision, to or None)
    )


@application.command()
@ends_in_one_sentence
def forward(table: OneTable, day: Day, by: By, reason: Reason) -> None:
    """Return to the content that was taken back."""
    from jobs.lakehouse.rollback import Decision

    _told(_open(business_date_of(day)).forward(table, Decision(by, reason)))


@application.command("list")
@ends_in_one_sentence
def generations(table: Table, day: Day) -> None:
    """List what was published of a table for a day, or how often the day was sealed; needs no engine."""
    lake, business_date = read_settings().lake, business_date_of(day)
    if table == EVERY_TABLE:
        for one in Manifests(lake).editions(business_date):
            typer.echo(f"edition {one.edition:4}  {one.sealed_at}  {len(one.tables)} tables  {one.reason}")
        return
    name = Catalog()[table].name
    for publication in Publications(lake).generations(name, business_date):
        is_there = is_whole(lake / folder_of(name), publication.version)
        typer.echo(f"{_told_of(publication)}{'' if is_there else f'  {VACUUMED}'}")


def _told_of(publication: Publication) -> str:
    reason = f"{publication.author}: {publication.reason}" if publication.author else publication.reason
    return (
        f"generation {publication.generation:4}  {publication.published_at}  {publication.rows:>10,} rows  "
        f"version {publication.version:4}  {publication.content_hash[:12]}  {reason}"
    )


def _open(business_date: date) -> Rollback:
    from jobs.lakehouse.rollback import Rollback
    from jobs.lakehouse.runner import open_workshop, run_table
    from jobs.lakehouse.session import current_attempt, open_session

    settings, catalog, attempt = read_settings(), Catalog(), current_attempt("rollback")
    workshop = open_workshop(open_session(settings, attempt), settings, catalog)
    return Rollback(
        lake=workshop.lake,
        catalog=catalog,
        manifests=Manifests(settings.lake),
        business_date=business_date,
        run=lambda name: run_table(workshop, name, business_date, attempt),
        tell=typer.echo,
    )


def _told(manifest: Manifest) -> None:
    typer.echo(
        f"{manifest.channel} {manifest.business_date} edition {manifest.edition}: {len(manifest.tables)} tables agree"
    )


if __name__ == "__main__":
    run(application)
