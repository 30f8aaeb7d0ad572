"""Look at a model in use: ``python -m jobs.monitor credit_score --date 2026-06-30``.

Reads the sealed tables of the last windows, as ``monitoring`` in ``mlflow/<model>.yml`` declares them, writes the page
of the model into the Data Docs and says in one sentence whether retraining is asked for. It trains nothing: that is for
people to decide.
"""

from __future__ import annotations

from typing import Annotated

import typer

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.command import business_date_of, ends_in_one_sentence, run
from jobs.lakehouse.errors import ContractFault
from jobs.lakehouse.lake_reader import open_curated
from jobs.lakehouse.settings import read_settings
from jobs.models.declaration import read_declaration
from jobs.monitoring.figures import conclusion
from jobs.monitoring.page import Book, write_page
from jobs.monitoring.windows import BANDS, last_windows

application = typer.Typer(add_completion=False)


@application.command(help=__doc__)
@ends_in_one_sentence
def main(
    model: Annotated[str, typer.Argument(help="name of a declaration in mlflow/, such as credit_score")],
    day: Annotated[str, typer.Option("--date", help="Last day that is looked at, yyyy-mm-dd")],
) -> None:
    """Watch a model over its last windows."""
    until, settings, monitoring = business_date_of(day), read_settings(), read_declaration(model).monitoring
    _require_watched(model)
    windows = last_windows(settings.lake, monitoring, until)
    sealed = open_curated(windows[-1].day, lake=settings.lake)
    book = Book(*(sealed.table(name).polars().collect() for name in ("gold.vintage", "gold.migration")))
    page = write_page(model, windows, book, monitoring, settings.data_docs)
    typer.echo(f"Page: {page}")
    typer.echo(conclusion(model, windows, monitoring))


def _require_watched(model: str) -> None:
    watched = Catalog()[BANDS].model
    if model != watched:
        raise ContractFault(f"No table tells how {model} does in use: {BANDS} is about {watched}; look at that one.")


if __name__ == "__main__":
    run(application)
