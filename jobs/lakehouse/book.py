"""What the books of an installation share: folders for the owner alone, whose files appear whole, one document each.

A book is what people or applications of the bank say themselves, written down where it is said. It comes into the lake
as a source: the connector ``book`` takes what a book says of a business date as one file of JSON lines.
"""

from __future__ import annotations

import uuid
from pathlib import Path
from urllib.parse import unquote

from jobs.lakehouse.durable import make_folder, make_once, put, written
from jobs.lakehouse.errors import ContractFault, DataFault

# Enough digits of an id to name a proposal by.
SHORTEST_ID = 8


def book_folder(address: str) -> Path:
    """The folder at the address of a book; raises ContractFault unless it is a folder for the owner alone."""
    root = Path(unquote(address.removeprefix("file://")))
    if not address.startswith("file:///") or not root.is_dir() or root.stat().st_mode & 0o077:
        raise ContractFault(
            f"The address of the book {root.name} is no folder (file:///) with mode 0700: run `make up`, which makes "
            "one, or correct it where it is configured."
        )
    return root


def the_proposal(root: Path, pattern: str, proposal_id: str, module: str) -> Path:
    """The one file of a book by whose ``{id}`` in the pattern a person names a proposal; ``module`` lists them.

    Raises DataFault unless there is exactly one.
    """
    is_told = len(proposal_id) >= SHORTEST_ID and proposal_id.isalnum()
    paths = list(root.glob(pattern.format(id=proposal_id))) if is_told else []
    if len(paths) != 1:
        raise DataFault(
            f"{len(paths)} proposals have an id that begins so: give at least {SHORTEST_ID} digits of one that "
            f"`python -m {module} list` shows."
        )
    return paths[0]


def write_durably(path: Path, text: str) -> None:
    """Write a file for the owner alone, in one step; it is on disk, under its name, when this returns."""
    put(_draft(path, text), path)


def write_once(path: Path, text: str) -> None:
    """As ``write_durably``, but what has the name already keeps it: a book of words is only ever added to."""
    make_once(_draft(path, text), path)


def _draft(path: Path, text: str) -> Path:
    private_folder(path.parent)
    return written(path.with_name(f".{path.name}.{uuid.uuid4().hex}"), text, 0o600)


def private_folder(folder: Path) -> None:
    """Make a folder, and those above it, for the owner alone."""
    make_folder(folder, 0o700)
