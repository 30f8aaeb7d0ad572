"""Show rows of a published table: ``python -m jobs.show gold.customer_wide``. Needs no running service.

Values of columns of class C2 are masked after their first character.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.command import business_date_of, ends_in_one_sentence
from jobs.lakehouse.contract import BUSINESS_DATE, VALID_FROM, VALID_TO, Contract
from jobs.lakehouse.errors import DataFault
from jobs.lakehouse.publication import Publication, Publications
from jobs.lakehouse.settings import read_settings

application = typer.Typer(add_completion=False)


@application.command(help=__doc__)
@ends_in_one_sentence
def main(
    name: Annotated[str, typer.Argument(help="<layer>.<table>")],
    day: Annotated[str, typer.Option("--date", help="Business date; the latest published one if left out")] = "",
    rows: Annotated[int, typer.Option(help="How many rows")] = 10,
) -> None:
    """Print a table's meaning, its version and a few rows, one column per line."""
    contract, settings = Catalog()[name], read_settings()
    publications = Publications(settings.lake)
    published = publications.get(name, business_date_of(day)) if day else publications.latest(name)
    if published is None:
        raise DataFault(
            f"{name} has nothing published{f' for {day}' if day else ''}: run `make run` or `make day D=...` first."
        )
    path = settings.lake / name.replace(".", "/")
    typer.echo(f"{name}: {contract.about}")
    typer.echo(f"{published.rows} rows for {published.business_date}, Delta version {published.version}, in {path}\n")
    with pl.Config(tbl_rows=-1, tbl_cols=-1, tbl_hide_dataframe_shape=True, fmt_str_lengths=40, tbl_width_chars=160):
        typer.echo(str(sample(settings.lake, contract, published, rows)))


def sample(lake: Path, contract: Contract, published: Publication, rows: int) -> pl.DataFrame:
    """A few rows of a table as published for a day, personal data masked."""
    newest = Publications(lake).newest_version(contract.name)
    version = newest if contract.keeps_time else published.version
    table = pl.scan_delta(str(lake / contract.name.replace(".", "/")), version=version)
    day = pl.lit(published.business_date).str.to_date()
    if contract.keeps_time:
        ended = pl.col(VALID_TO).is_not_null() & (pl.col(VALID_TO) <= day)
        table = table.filter((pl.col(VALID_FROM) <= day) & ~ended)
    elif contract.write == "replace_partition":
        table = table.filter(pl.col(BUSINESS_DATE) == pl.lit(published.partition_date))
    found = table.head(rows).collect().select(*contract.column_names)
    masked = found.with_columns(
        pl.col(column.name).cast(pl.String).str.slice(0, 1) + pl.lit("***")
        for column in contract.columns
        if column.sensitivity == "C2"
    )
    # Wide tables read better standing: one line per column, one column per row.
    return masked.transpose(include_header=True, header_name="column") if masked.width > 8 else masked


if __name__ == "__main__":
    application()
