"""Seal a business date: ``python -m jobs.seal curated --date 2026-06-01``. Needs no engine.

Readers of the channel then see all silver and gold tables of the day in one step. A day whose tables do not agree, or
whose contracts were changed in the middle of its run, is not sealed, and readers keep what was sealed before. Exit
codes as in ``jobs.run``.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.command import business_date_of, ends_in_one_sentence, run
from jobs.lakehouse.data_docs import draw_index
from jobs.lakehouse.dictionary_page import write_dictionary_page
from jobs.lakehouse.errors import YihuError
from jobs.lakehouse.lineage import read_lineage
from jobs.lakehouse.manifest import CURATED, Manifest, Manifests, seal_day
from jobs.lakehouse.one_code import require_one_code
from jobs.lakehouse.publication import Publications
from jobs.lakehouse.session import current_attempt
from jobs.lakehouse.settings import Settings, read_settings

application = typer.Typer(add_completion=False)


@application.command(help=__doc__)
@ends_in_one_sentence
def main(
    channel: Annotated[str, typer.Argument(help="Who reads it, for example: curated")],
    day: Annotated[str, typer.Option("--date", help="Business date, yyyy-mm-dd")],
    reason: Annotated[str, typer.Option(help="Kept in the manifest")] = "the day's run",
) -> None:
    """Seal the tables of a day that agree with each other."""
    business_date = business_date_of(day)
    require_one_code(read_settings().lake, Catalog(), business_date, current_attempt("ops.seal").run_id)
    manifest = seal(business_date, reason, channel)
    typer.echo(f"{channel} {day} edition {manifest.edition}: {len(manifest.tables)} tables agree")


def seal(business_date: date, reason: str, channel: str = CURATED) -> Manifest:
    """Seal a day in a channel; raises DataFault while its tables do not agree."""
    settings, catalog = read_settings(), Catalog()
    manifests, publications = Manifests(settings.lake), Publications(settings.lake)
    manifest = seal_day(manifests, catalog, business_date, publications, reason, channel)
    _show(manifests.latest(channel) or manifest, catalog, settings)
    return manifest


def _show(manifest: Manifest, catalog: Catalog, settings: Settings) -> None:
    """The dictionary of what readers find now; a page that cannot be written unseals nothing."""
    try:
        write_dictionary_page(catalog, read_lineage(), manifest, settings.data_docs)
        draw_index(settings.data_docs)
    except (OSError, YihuError) as error:
        typer.echo(f"The data dictionary does not show {manifest.business_date} ({type(error).__name__}).", err=True)


if __name__ == "__main__":
    run(application)
