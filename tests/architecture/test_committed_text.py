"""Committed files name no package index and no machine, and generated ones are current."""

from __future__ import annotations

from pathlib import Path

import pytest

from jobs.dictionary import PAGE, dictionary_of, is_current
from jobs.lakehouse.catalog import Catalog
from tests.architecture import text_rules as rules
from tests.architecture.source import CHECKOUT, committed_paths

BINARY = {".png", ".gz", ".parquet", ".ico"}


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Every committed text by its path."""
    paths = (path for path in committed_paths() if path.suffix not in BINARY)
    return {path.relative_to(CHECKOUT).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def test_no_file_names_a_package_index(texts: dict[str, str]) -> None:
    assert [sentence for path, text in texts.items() for sentence in rules.package_hosts(path, text)] == []


def test_no_file_holds_the_path_of_one_machine(texts: dict[str, str]) -> None:
    assert [sentence for path, text in texts.items() for sentence in rules.machine_paths(path, text)] == []


@pytest.mark.parametrize("pieces", rules.INDEX_HOSTS)
def test_a_package_index_is_reported(pieces: tuple[str, str]) -> None:
    assert rules.package_hosts("infra/setup", f"--index-url https://{''.join(pieces)}/simple")


@pytest.mark.parametrize("root", rules.PERSONAL_ROOTS)
def test_the_path_of_one_machine_is_reported(root: str) -> None:
    assert rules.machine_paths("README.md", f"cd /{root}/somebody/checkout")
    assert rules.machine_paths("README.md", f'path = "/{root}/somebody"')


def test_paths_of_every_machine_and_of_addresses_are_not() -> None:
    text = "/usr/lib/jvm /etc/hosts https://example.org/work/page docs/home/page <checkout>/work/x"
    assert rules.machine_paths("README.md", text) == []


def test_the_data_dictionary_is_current() -> None:
    assert is_current(PAGE, dictionary_of(Catalog())), "run python -m jobs.dictionary"


def test_a_dictionary_that_is_not_current_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "data_dictionary.md"
    assert not is_current(page, "new")
    page.write_text("old", encoding="utf-8")
    assert not is_current(page, "new")
