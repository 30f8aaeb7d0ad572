"""The way of a table back to its sources, as a page: a drawing of the tables and a list of the columns.

The page holds names only, no value of a row, and loads nothing from anywhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.data_docs import TEMPLATES, replace_page
from jobs.lakehouse.lineage import Lineage, sources_of, way_back

# Sizes in the drawing, in its own units.
LETTER, LINE, GAP, MARGIN = 7, 28, 60, 20


@dataclass(frozen=True)
class Box:
    """A table, or a place in a source system, where it stands in the drawing."""

    name: str
    x: int
    y: int
    width: int

    @property
    def is_source(self) -> bool:
        """Whether it lies outside the lake."""
        return self.name.startswith("landing.")


@dataclass(frozen=True)
class Drawing:
    """All boxes and the lines between them; ``lines`` are paths of SVG."""

    boxes: tuple[Box, ...]
    lines: tuple[str, ...]
    width: int
    height: int


def write_lineage_page(catalog: Catalog, lineage: Lineage, table: str, folder: Path) -> Path:
    """Draw the page of one table anew; returns its path."""
    contract = catalog[table]
    page = folder / "lineage" / f"{table}.html"
    columns = [
        (name, origins, sources_of(catalog, lineage, f"{table}.{name}"))
        for name, origins in lineage.of(contract).items()
    ]
    facts = {
        "contract": contract,
        "drawing": draw(edges_back(catalog, lineage, table)),
        "columns": columns,
        "is_assumed": table in lineage.assumed,
    }
    replace_page(page, TEMPLATES.get_template("lineage.html").render(**facts))
    return page


def edges_back(catalog: Catalog, lineage: Lineage, table: str) -> dict[str, tuple[str, ...]]:
    """Every table on the way back, with what it reads."""
    found: dict[str, list[str]] = {}
    above: list[str] = []
    for step in way_back(catalog, lineage, table):
        above[step.depth :] = [step.name]
        found.setdefault(step.name, [])
        if step.depth and step.name not in found[above[step.depth - 1]]:
            found[above[step.depth - 1]].append(step.name)
    return {name: tuple(origins) for name, origins in found.items()}


def draw(edges: Mapping[str, tuple[str, ...]]) -> Drawing:
    """Sources on the left, each table to the right of all it reads."""
    ranks: dict[int, list[str]] = defaultdict(list)
    for name in edges:
        ranks[_rank(name, edges)].append(name)
    boxes = {box.name: box for box in _placed(ranks)}
    lines = [_line(boxes[origin], boxes[name]) for name, origins in edges.items() for origin in origins]
    width = max(box.x + box.width for box in boxes.values()) + MARGIN
    height = max(map(len, ranks.values())) * LINE + 2 * MARGIN
    return Drawing(tuple(boxes.values()), tuple(lines), width, height)


def _rank(name: str, edges: Mapping[str, tuple[str, ...]]) -> int:
    return max((_rank(origin, edges) + 1 for origin in edges[name]), default=0)


def _placed(ranks: Mapping[int, list[str]]) -> Iterator[Box]:
    x = MARGIN
    for rank in sorted(ranks):
        width = max(len(name) for name in ranks[rank]) * LETTER + MARGIN
        for place, name in enumerate(sorted(ranks[rank])):
            yield Box(name, x, MARGIN + place * LINE, width)
        x += width + GAP


def _line(start: Box, end: Box) -> str:
    x1, y1, x2, y2 = start.x + start.width, start.y + LINE // 3, end.x, end.y + LINE // 3
    middle = (x1 + x2) // 2
    return f"M{x1} {y1} C{middle} {y1} {middle} {y2} {x2} {y2}"
