"""What a reader of the documents relies on: contracts that load, targets and files that exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

CONTRACT = re.compile(r"```yaml\n# (jobs/\S+\.yml)\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
TARGET = re.compile(r"^([a-z-]+):.*## ", re.MULTILINE)
BOXED = re.compile(r'font-family="ui-monospace[^>]*>([^<]*)<')
COUNTED = re.compile(r">(\d+) tables<")
COMMAND = re.compile(r"(?:`|^)make ([a-z-]+)", re.MULTILINE)


def contracts_in(text: str) -> Iterator[tuple[str, str]]:
    """Path and text of every contract that a document shows."""
    yield from CONTRACT.findall(text)


def broken_links(document: Path) -> list[str]:
    """Files that a document points to and that are not there."""
    targets = LINK.findall(document.read_text(encoding="utf-8"))
    return [
        f"{document.name} points to {target}, which does not exist"
        for target in targets
        if "://" not in target and not (document.parent / target).exists()
    ]


def unknown_targets(text: str, makefile: str) -> list[str]:
    """Make targets that a document names and the Makefile does not have."""
    known = set(TARGET.findall(makefile))
    return [f"make {name} is no target" for name in sorted(set(COMMAND.findall(text)) - known)]


def boxed_names(picture: str) -> set[str]:
    """What the boxes of the picture of the flow name; ``…`` stands for all others."""
    return {name for text in BOXED.findall(picture) for name in text.split(", ")} - {"…"}


def table_counts(picture: str) -> list[int]:
    """How many tables the picture says that bronze, silver and gold have."""
    return [int(count) for count in COUNTED.findall(picture)]
