"""What a connector is asked for and what it brings: the one interface of everything in this package.

Each module has ``fetch(request) -> tuple[Received, ...]``: one file for each contract of the request, written whole
into the draft folder of the delivery, as the source gave it. Raises InfrastructureFault when asking again may help,
NotYetDelivered when the source has not finished its delivery, DataFault or ContractFault otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from jobs.lakehouse.connectors.address import authority_of
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.settings import read_settings

# What of a control file counts; a supplier may write more into it, such as the time.
CONTROL_FACTS = ("rows", "amount_column", "amount_total", "sha256", "agreement", "purpose")


@dataclass(frozen=True)
class Known:
    """The same table's file in the delivery before: where it lies, and what its source said of its state.

    ``entity_tag`` and ``bookmark`` are the connector's own words, kept and handed back as they are.
    """

    path: Path
    entity_tag: str | None = None
    bookmark: str | None = None


@dataclass(frozen=True)
class Request:
    """The tables of one system for one business date, and where to put them.

    ``address`` is the system's URL with credentials; ``known`` has the previous delivery by table name.
    ``private_hosts`` are the hosts inside the bank's network that a web source may name.
    """

    system: str
    contracts: tuple[Contract, ...]
    business_date: date
    address: str = field(repr=False)
    folder: Path
    secrets: Path
    known: Mapping[str, Known] = field(default_factory=dict)
    private_hosts: frozenset[str] = field(default_factory=lambda: read_settings().private_host_names)

    @property
    def authority(self) -> Path:
        """Certificates that the system's server is trusted by, instead of the public ones, if the file exists."""
        return authority_of(self.system, self.secrets)

    def dated(self, template: str) -> str:
        """A path with the business date in the place of ``{date}``, as yyyymmdd."""
        return template.replace("{date}", f"{self.business_date:%Y%m%d}")


@dataclass(frozen=True)
class Received:
    """One file as it came, in the draft folder.

    ``declared`` are the facts of its control file (``CONTROL_FACTS``; ``agreement`` and ``purpose`` of a purchase),
    empty where the source has none. ``entity_tag`` and ``bookmark`` are handed back at the next delivery.
    """

    table: str
    path: Path
    declared: Mapping[str, str] = field(default_factory=dict)
    entity_tag: str | None = None
    bookmark: str | None = None
