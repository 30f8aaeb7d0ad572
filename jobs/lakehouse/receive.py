"""Receive one system's delivery for one business date: fetch, look through, compare with what was declared, keep."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from jobs.lakehouse.catalog import Catalog
from jobs.lakehouse.connectors import database, vendor_drop, website
from jobs.lakehouse.connectors.text_file import Inspection, inspect
from jobs.lakehouse.contract import Contract, DatabaseSource, HttpSource, SftpSource
from jobs.lakehouse.delivery import DeliveredFile, Delivery, Landing
from jobs.lakehouse.errors import ContractFault, DataFault
from jobs.lakehouse.settings import Settings


def receive(system: str, business_date: date, catalog: Catalog, settings: Settings) -> Delivery:
    """The delivery of a system for a day: the one already landed, or a new one.

    A landed delivery is never fetched again, so running a day again reads the same bytes.
    """
    contracts = catalog.system(system)
    landing = Landing(settings.landing)
    landed = landing.latest(system, business_date)
    if landed and {file.table for file in landed.files} >= {contract.name for contract in contracts}:
        return landed
    with landing.draft(system) as draft:
        files = _fetched(contracts, business_date, settings, landing, draft)
        delivery = Delivery(
            system=system,
            business_date=business_date,
            sequence=landed.sequence + 1 if landed else 1,
            received_at=datetime.now(UTC).isoformat(timespec="seconds"),
            files=files,
        )
        return landing.keep(draft, delivery)


def _fetched(
    contracts: tuple[Contract, ...], day: date, settings: Settings, landing: Landing, draft: Path
) -> tuple[DeliveredFile, ...]:
    source = contracts[0].source
    if {type(contract.source) for contract in contracts} != {type(source)}:
        raise ContractFault(
            f"The contracts of system {source.system} name different kinds of source; make them one kind."
        )
    address = settings.source_address(source.system)
    previous = landing.before(source.system, day)
    if isinstance(source, DatabaseSource):
        paths = database.extract(address, contracts, day, previous.business_date if previous else None, draft)
        return tuple(_from_database(contract, paths[contract.name]) for contract in contracts)
    if isinstance(source, HttpSource):
        return tuple(_from_website(contract, address, day, previous, landing, draft) for contract in contracts)
    with vendor_drop.connected(address, source.system, settings.secrets / "known_hosts") as drop:
        return tuple(_from_drop(contract, drop, day, draft) for contract in contracts)


def _from_database(contract: Contract, path: Path) -> DeliveredFile:
    return _file(contract, path, inspect(path, contract, database.TEXT), database.TEXT.encoding)


def _from_website(
    contract: Contract, address: str, day: date, previous: Delivery | None, landing: Landing, draft: Path
) -> DeliveredFile:
    source: HttpSource = contract.source
    known = next((file for file in previous.files if file.table == contract.name), None) if previous else None
    known_path = landing.folder(previous) / known.file if previous and known else None
    tag = known.entity_tag if known else None
    fetched = website.fetch(address, _dated(source.path, day), tag, known_path, draft)
    found = inspect(fetched.path, contract, source.csv)
    return _file(contract, fetched.path, found, source.csv.encoding, entity_tag=fetched.entity_tag)


def _from_drop(contract: Contract, drop: vendor_drop.paramiko.SFTPClient, day: date, draft: Path) -> DeliveredFile:
    source: SftpSource = contract.source
    path, facts = vendor_drop.take(drop, _dated(source.path, day), _dated(source.control, day), draft)
    found = inspect(path, contract, source.csv, facts.get("amount_column") or None)
    _require_agreement(contract, path, found, facts)
    return _file(contract, path, found, source.csv.encoding)


def _require_agreement(contract: Contract, path: Path, found: Inspection, facts: dict[str, str]) -> None:
    """Hold what was counted against what the supplier declared; nothing of a file that contradicts is loaded."""
    total = None if found.amount_total is None else f"{found.amount_total:.2f}"
    counted = {"rows": str(found.records), "sha256": found.sha256, "amount_total": total}
    for name, value in counted.items():
        declared = facts.get(name)
        if declared is None:
            raise DataFault(f"{contract.name}: the control file of {path.name} does not say {name}: ask the supplier.")
        if value is not None and declared != value and not _same_number(declared, value):
            raise DataFault(
                f"{contract.name}: file {path.name} contradicts its control file ({name} declared {declared}, "
                f"counted {value}): nothing was loaded, ask the supplier for it again."
            )


def _same_number(declared: str, counted: str) -> bool:
    try:
        return Decimal(declared) == Decimal(counted)
    except ArithmeticError:
        return False


def _file(
    contract: Contract, path: Path, found: Inspection, encoding: str, entity_tag: str | None = None
) -> DeliveredFile:
    return DeliveredFile(
        table=contract.name,
        file=path.name,
        bytes=found.bytes,
        sha256=found.sha256,
        records=found.records,
        encoding=encoding,
        entity_tag=entity_tag,
        amount_total=None if found.amount_total is None else f"{found.amount_total:.2f}",
    )


def _dated(template: str, day: date) -> str:
    return template.replace("{date}", f"{day:%Y%m%d}")
