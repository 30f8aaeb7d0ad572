"""What the tests of the connectors ask for: a contract of one source, and a request for one day."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path
from typing import Any

from jobs.lakehouse import connectors
from jobs.lakehouse.connectors.received import Known, Received, Request
from jobs.lakehouse.contract import Contract

DAY = date(2026, 6, 1)
TABLE = "bronze.shop_things"


def contract(columns: tuple[str, ...] = ("thing_id", "label"), name: str = TABLE, **source: Any) -> Contract:
    """A contract whose source is declared by the keywords."""
    return Contract(
        name=name,
        about="Things of a source under test.",
        owner="tests",
        purpose=["servicing"],
        retention="1y",
        source={"system": "shop", **source},
        columns=[{"name": column, "about": "a column", "class": "internal"} for column in columns],
    )


def request(address: str, folder: Path, *contracts: Contract, **more: Any) -> Request:
    """A request whose draft folder is ``folder/draft``; ``private_hosts`` is empty unless given."""
    draft = folder / "draft"
    draft.mkdir(exist_ok=True)
    fields = {"business_date": DAY, "secrets": folder, "private_hosts": frozenset(), **more}
    return Request(system="shop", contracts=contracts, address=address, folder=draft, **fields)


def fetched(asked: Request) -> Received:
    """The one file of a request."""
    (received,) = connectors.fetch(asked)
    return received


def known(received: Received) -> dict[str, Known]:
    """What the next request knows of a file."""
    return {received.table: Known(received.path, received.entity_tag, received.bookmark)}


def rows(received: Received) -> list[str]:
    """The lines of a gzipped CSV file without its header."""
    return gzip.decompress(received.path.read_bytes()).decode().splitlines()[1:]


def left_behind(folder: Path) -> list[str]:
    """Names of everything in the draft folder."""
    return sorted(path.name for path in (folder / "draft").iterdir())
