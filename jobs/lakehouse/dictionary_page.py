"""The data dictionary as a page to search: every column that readers of a sealed day find, and how far to trust it.

Meaning, unit and class come from the contract, the way back from the lineage, freshness from the manifest of the day,
quality from the gate that judged the rows. The page holds names and counts, no value of a row, and loads nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.contract import Column, Contract
from jobs.lakehouse.data_docs import TEMPLATES, replace_page
from jobs.lakehouse.lineage import Lineage
from jobs.lakehouse.manifest import Manifest

PAGE = "dictionary.html"


@dataclass(frozen=True)
class ShownColumn:
    """One line of the page; ``filled`` is the share of rows with a value, ``rules`` how many rules name the column."""

    column: Column
    origins: tuple[str, ...]
    filled: float | None
    rules: int
    failed: tuple[str, ...]


@dataclass(frozen=True)
class ShownTable:
    """A table of the sealed day: since when its rows are what they are, how many, and its columns."""

    contract: Contract
    rows: int
    partition: str
    columns: tuple[ShownColumn, ...]


def write_dictionary_page(catalog: Catalog, lineage: Lineage, manifest: Manifest, folder: Path) -> Path:
    """Draw the page of a sealed day; returns its path."""
    tables = [
        ShownTable(
            catalog[name], entry.rows, entry.partition, tuple(_columns(catalog[name], lineage, manifest, folder))
        )
        for name, entry in sorted(manifest.tables.items(), key=lambda one: _in_order(catalog[one[0]]))
    ]
    page = folder / PAGE
    replace_page(page, TEMPLATES.get_template(PAGE).render(tables=tables, manifest=manifest))
    return page


def _in_order(contract: Contract) -> tuple[bool, str]:
    """What applications read comes first."""
    return contract.layer != "gold", contract.name


def _columns(contract: Contract, lineage: Lineage, manifest: Manifest, folder: Path) -> list[ShownColumn]:
    edges, judged = lineage.of(contract), _judged(folder / manifest.business_date / f"{contract.name}.json")
    return [_shown(column, edges.get(column.name, ()), judged) for column in contract.columns]


def _judged(page: Path) -> Mapping[str, Any]:
    """What the gate said of the table, nothing where it has no page."""
    return json.loads(page.read_text(encoding="utf-8")) if page.exists() else {}


def _shown(column: Column, origins: tuple[str, ...], judged: Mapping[str, Any]) -> ShownColumn:
    names = re.compile(rf"\b{re.escape(column.name)}\b")
    rules = [rule for rule in judged.get("rules", ()) if names.search(rule["rule"])]
    failed = tuple(rule["rule"] for rule in rules if not rule["holds"])
    return ShownColumn(column, origins, _filled(column, judged), len(rules), failed)


def _filled(column: Column, judged: Mapping[str, Any]) -> float | None:
    """What is required is there; of other columns the gate counts those that later days are compared by."""
    share = judged.get("null_shares", {}).get(column.name)
    known = None if share is None else 1 - share
    return known if column.nullable else 1.0
