"""Show rows of a published table: ``python -m jobs.show gold.customer_wide``. Needs no running service.

Values of columns of class C2 are masked after their first character.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.command import business_date_of, ends_in_one_sentence, run
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.lake_reader import CuratedTable
from jobs.lakehouse.manifest import entry_of
from jobs.lakehouse.pinning import pin
from jobs.lakehouse.publication import Pinned, Publications, folder_of
from jobs.lakehouse.settings import read_settings

application = typer.Typer(add_completion=False)


@application.command(help=__doc__)
@ends_in_one_sentence
def main(
    name: Annotated[str, typer.Argument(help="<layer>.<table>")],
    day: Annotated[str, typer.Option("--date", help="Business date; the latest published one if left out")] = "",
    rows: Annotated[int, typer.Option(min=0, help="How many rows")] = 10,
) -> None:
    """Print a table's meaning, its version and a few rows, one column per line."""
    contract, settings = Catalog()[name], read_settings()
    publications = Publications(settings.lake)
    published = publications.get(name, business_date_of(day)) if day else publications.latest(name)
    if published is None:
        raise DataFault(
            f"{name} has nothing published{f' for {day}' if day else ''}: run `make run` or `make day D=...` first."
        )
    path = settings.lake / folder_of(name)
    typer.echo(f"{name}: {contract.about}")
    pinned = pin(contract, published.day, publications)
    typer.echo(f"{published.rows} rows for {published.business_date}, Delta version {pinned.version}, in {path}\n")
    with pl.Config(tbl_rows=-1, tbl_cols=-1, tbl_hide_dataframe_shape=True, fmt_str_lengths=40, tbl_width_chars=160):
        typer.echo(str(sample(settings.lake, contract, pinned, rows)))


def sample(lake: Path, contract: Contract, pinned: Pinned, rows: int) -> pl.DataFrame:
    """A few rows of a table as published for a day, personal data masked."""
    path = lake / folder_of(contract.name)
    table = CuratedTable(contract, pinned.publication.day, entry_of(pinned), path)
    found = table.polars().head(rows).collect()
    masked = found.with_columns(
        pl.col(column.name).cast(pl.String).str.slice(0, 1) + pl.lit("***")
        for column in contract.columns
        if column.sensitivity == "C2"
    )
    # Wide tables read better standing: one line per column, one column per row.
    return masked.transpose(include_header=True, header_name="column") if masked.width > 8 else masked


if __name__ == "__main__":
    run(application)
