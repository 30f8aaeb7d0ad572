"""Where a table or a column comes from: ``python -m jobs.lineage gold.customer_wide.balance_amount``.

Prints the way back to the source systems and writes it as a page into the Data Docs; needs no running service.
``--write`` derives docs/lineage.json from the builds anew, ``--check`` says by exit code 1 whether it is what the
builds say now; both ask the engine.
"""

from __future__ import annotations

from typing import Annotated

import typer

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.command import ends_in_one_sentence, run
from jobs.lakehouse.errors import ContractFault
from jobs.lakehouse.lineage import LINEAGE, Step, read_lineage, way_back
from jobs.lakehouse.settings import read_settings

application = typer.Typer(add_completion=False)


@application.command(help=__doc__)
@ends_in_one_sentence
def main(
    name: Annotated[str, typer.Argument(help="<layer>.<table> or <layer>.<table>.<column>")] = "",
    write: Annotated[bool, typer.Option("--write", help="Derive docs/lineage.json from the builds.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Only say whether docs/lineage.json is current.")] = False,
) -> None:
    """Draw a way back, or derive all edges."""
    if write:
        LINEAGE.write_text(_derived(), encoding="utf-8")
    elif check:
        _require_current()
    else:
        _draw(name)


def _draw(name: str) -> None:
    from jobs.lakehouse.lineage_pages import write_lineage_page

    table, column = _parts(name)
    catalog, lineage = Catalog(), read_lineage()
    for step in way_back(catalog, lineage, table, column):
        typer.echo(in_words(step))
    page = write_lineage_page(catalog, lineage, table, read_settings().data_docs)
    typer.echo(f"\nDrawn in {page}")


def in_words(step: Step) -> str:
    """One line of the tree."""
    system = step.name.removeprefix("landing.").partition("/")[0] if step.name.startswith("landing.") else ""
    notes = (
        f"  (source system {system})" if system else "",
        "  (assumed: the build does not show it, columns of the same name)" if step.is_assumed else "",
        "  (its origins stand above)" if step.is_repeated else "",
    )
    return f"{'  ' * step.depth}{step.name}{''.join(notes)}"


def _parts(name: str) -> tuple[str, str]:
    """Table and column of an argument."""
    parts = name.split(".")
    if len(parts) not in (2, 3):
        raise ContractFault(
            f"{name or 'Nothing'} names no table: write <layer>.<table> or <layer>.<table>.<column>, for example "
            "make lineage T=gold.customer_wide."
        )
    return ".".join(parts[:2]), "".join(parts[2:])


def _require_current() -> None:
    if not LINEAGE.exists() or LINEAGE.read_text(encoding="utf-8") != _derived():
        typer.echo("docs/lineage.json is not what the builds say: run python -m jobs.lineage --write.", err=True)
        raise typer.Exit(1)


def _derived() -> str:
    from jobs.lakehouse.lineage_derivation import derive
    from jobs.lakehouse.session import current_attempt, open_session

    return derive(open_session(read_settings(), current_attempt("lineage")), Catalog()).to_json()


if __name__ == "__main__":
    run(application)
