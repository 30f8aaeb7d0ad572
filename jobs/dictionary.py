"""Write docs/data_dictionary.md from the contracts: ``python -m jobs.dictionary``.

With ``--check`` nothing is written: the exit code is 1 when the committed page is not what the contracts say now.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.command import ends_in_one_sentence, run
from jobs.lakehouse.contract import LAYERS, Column, Contract
from jobs.lakehouse.settings import CHECKOUT

PAGE = CHECKOUT / "docs" / "data_dictionary.md"
PREFACE = """# Data dictionary

Generated from the contracts in `jobs/<layer>/<table>.yml` by `python -m jobs.dictionary`; do not edit.

Classes follow JR/T 0171: `C2` identifies a person or tells what they own, `C1` is about a customer without
identifying one, `internal` is the bank's own, `public` is published. `C3` (passwords and other secrets) is refused.
Every table also has the column `business_date` (DATE): the banking day a row was published for. Where `write` is
`merge` or `history`, a row is valid from `valid_from_date` (DATE) until before `valid_to_date` (null while valid)."""
application = typer.Typer(add_completion=False)


@application.command(help=__doc__)
@ends_in_one_sentence
def main(
    check: Annotated[bool, typer.Option("--check", help="Only say whether the page is current.")] = False,
) -> None:
    """Write the page, or compare it with the contracts."""
    text = dictionary_of(Catalog())
    if not check:
        PAGE.write_text(text, encoding="utf-8")
    elif not is_current(PAGE, text):
        typer.echo("docs/data_dictionary.md is not what the contracts say: run python -m jobs.dictionary.", err=True)
        raise typer.Exit(1)


def is_current(page: Path, text: str) -> bool:
    """True when the page exists and holds exactly ``text``."""
    return page.exists() and page.read_text(encoding="utf-8") == text


def dictionary_of(catalog: Catalog) -> str:
    """The whole page: layers in the order of the flow, tables by name."""
    return "\n".join([PREFACE, *_contents(catalog), *_tables(catalog)]) + "\n"


def _layers(catalog: Catalog) -> Iterator[tuple[str, list[Contract]]]:
    for layer in LAYERS:
        yield layer, sorted((contract for contract in catalog if contract.layer == layer), key=lambda one: one.name)


def _contents(catalog: Catalog) -> Iterator[str]:
    yield "\n| layer | tables |\n|---|---|"
    for layer, contracts in _layers(catalog):
        links = ", ".join(f"[{one.noun}](#{one.name.replace('.', '')})" for one in contracts)
        yield f"| {layer} | {links} |"


def _tables(catalog: Catalog) -> Iterator[str]:
    for layer, contracts in _layers(catalog):
        yield f"\n## {layer}"
        for contract in contracts:
            yield from _table(contract)


def _table(contract: Contract) -> Iterator[str]:
    yield f"\n### {contract.name}\n\n{contract.about}\n"
    yield from (f"- {label}: {text}" for label, text in _facts(contract) if text)
    if contract.feeds or contract.blocks:
        return
    yield "\n| column | type | class | meaning |\n|---|---|---|---|"
    yield from map(_row, contract.columns)


def _facts(contract: Contract) -> Iterator[tuple[str, str]]:
    yield "owner", contract.owner
    yield "key", _names(contract.key)
    yield "write", f"`{contract.write}`"
    yield "source", _source(contract)
    yield "inputs", _names(contract.inputs)
    yield "checked against", _names(contract.checked_against)
    yield "feeds", f"`{contract.feeds}`, whose columns and key it has" if contract.feeds else ""
    yield "blocks", "the key, and every other column of each input" if contract.blocks else ""
    yield "model", f"champion of `{contract.model}`" if contract.model else ""
    yield "purpose", ", ".join(contract.purpose)
    yield "retention", contract.retention


def _source(contract: Contract) -> str:
    source = contract.source
    if source is None:
        return ""
    place = source.relation if source.kind == "database" else source.path
    return f"{source.kind} `{place}` of `{source.system}`"


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _row(column: Column) -> str:
    """One line of the table of columns; what is required, its unit and its closed list belong to the meaning."""
    meaning = column.about + (f" ({column.unit})" if column.unit else "")
    if column.values:
        meaning += f"; one of {', '.join(column.values)}"
    if not column.nullable:
        meaning += "; required"
    if column.purpose:
        meaning += f"; for {', '.join(column.purpose)}"
    return f"| `{column.name}` | {column.type} | {column.sensitivity} | {meaning.replace('|', chr(92) + '|')} |"


if __name__ == "__main__":
    run(application)
