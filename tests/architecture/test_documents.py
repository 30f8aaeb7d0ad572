"""What the documents show is true: their contracts load, their links lead somewhere, their commands exist."""

from __future__ import annotations

from pathlib import Path

import pytest

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.contract import read_contract
from tests.architecture import reader_rules as rules
from tests.architecture.source import CHECKOUT

READMES = ("README.md", "README.zh-CN.md")
DOCUMENTS = sorted([*CHECKOUT.glob("*.md"), *(CHECKOUT / "docs").rglob("*.md")])


def text_of(name: str) -> str:
    return (CHECKOUT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("readme", READMES)
def test_the_contracts_of_the_readme_load_and_take_six_lines(tmp_path: Path, readme: str) -> None:
    shown = list(rules.contracts_in(text_of(readme)))
    assert len(shown) == 2
    for name, text in shown:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        assert read_contract(path).name == ".".join(Path(name).with_suffix("").parts[1:])
        assert len(text.splitlines()) == 6


def test_both_readmes_show_the_same_code() -> None:
    english, chinese = (text_of(name).split("```") for name in READMES)
    assert [block for block in english[1::2] if block[:1] != "\n"] == [
        block for block in chinese[1::2] if block[:1] != "\n"
    ]


def test_the_picture_of_the_flow_shows_tables_that_exist_and_counts_them_all() -> None:
    """Where this fails, correct docs/pictures/flow.svg: names stand in boxes, the counts below them."""
    catalog, picture = Catalog(), text_of("docs/pictures/flow.svg")
    systems = {f"{system}/" for system in catalog.systems}
    assert rules.boxed_names(picture) <= systems | {contract.noun for contract in catalog.in_order}
    layers = [contract.layer for contract in catalog.in_order]
    assert rules.table_counts(picture) == [layers.count(layer) for layer in ("bronze", "silver", "gold")]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(CHECKOUT).as_posix())
def test_every_link_leads_to_a_file(document: Path) -> None:
    assert rules.broken_links(document) == []


@pytest.mark.parametrize("readme", READMES)
def test_every_command_of_the_readme_is_a_target(readme: str) -> None:
    assert rules.unknown_targets(text_of(readme), text_of("Makefile")) == []


def test_a_broken_link_and_an_unknown_target_are_reported(tmp_path: Path) -> None:
    document = tmp_path / "README.md"
    document.write_text("![picture](docs/none.png) and [there](https://example.org/x)", encoding="utf-8")
    assert len(rules.broken_links(document)) == 1
    assert rules.unknown_targets("`make party`", "run: ## go\n") == ["make party is no target"]
