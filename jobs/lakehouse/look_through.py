"""Look through one received file: what is known of it, what is counted in it, and what was found."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import takewhile
from pathlib import Path

from jobs.lakehouse.admission import findings_of, unreadable, without_count
from jobs.lakehouse.agreement import agreement_findings
from jobs.lakehouse.connectors.received import CONTROL_FACTS, Received
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.decode import decode
from jobs.lakehouse.delivery import DeliveredFile, Finding, Landing, rows_path
from jobs.lakehouse.formats.limits import Unreadable
from jobs.lakehouse.formats.opened import sha256_of

HERE = Path(__file__).parent
COUNT = re.compile(r"[0-9]{1,18}")


def layout_of(contract: Contract) -> str:
    """Hash of what a contract says about reading and judging its file: with another layout, the same bytes are new."""
    said = (contract.source, contract.delivery, [(column.name, column.values) for column in contract.columns])
    agreed = (contract.purchase, contract.purpose) if contract.purchase else ()
    return _hash_of((*said, *agreed))


def _hash_of(said: tuple[object, ...]) -> str:
    return hashlib.sha256(repr(said).encode()).hexdigest()


@cache
def reader_hash() -> str:
    """Hash of the code that reads files: rows that other code decoded are decoded again."""
    paths = [*sorted((HERE / "formats").glob("*.py")), HERE / "decode.py", HERE / "profile.py"]
    return _hash_of(tuple(path.read_bytes() for path in paths))


def _earlier(landing: Landing, contract: Contract, day: date) -> Iterator[DeliveredFile]:
    """The files of a table that are in force for the days before, newest first, as far back as its rules look."""
    oldest = day - timedelta(weeks=contract.delivery.rows.weeks)
    recent = takewhile(lambda one: one.business_date >= oldest, landing.before(contract.source.system, day))
    return (file for delivery in recent for file in delivery.files if file.table == contract.name)


def looked_through(
    received: Received, file: DeliveredFile, contract: Contract, day: date, landing: Landing
) -> tuple[DeliveredFile, tuple[Finding, ...]]:
    """Decode a received file and judge it; one that no agreement covers, or no row count controls, is not opened."""
    not_agreed = agreement_findings(contract, file, day)
    if not_agreed:
        return file, not_agreed
    if received.declared.get("rows") and file.declared_records is None:
        return file, (without_count(contract, file.file),)
    declared = received.declared.get("sha256", file.sha256).lower()
    try:
        if declared != file.sha256:
            raise Unreadable(f"contradicts its control file (sha256 declared {declared}, counted {file.sha256})")
        counted = _as_before(received, file, contract, day, landing) or _decoded(received, file, contract)
    except Unreadable as problem:
        return file, (unreadable(contract, file.file, str(problem)),)
    return counted, findings_of(contract, counted, list(_earlier(landing, contract, day)))


def _decoded(received: Received, file: DeliveredFile, contract: Contract) -> DeliveredFile:
    target = rows_path(received.path.parent, contract.name)
    return file.model_copy(update=vars(decode(received.path, contract, file.amount_column, target)))


def _as_before(
    received: Received, file: DeliveredFile, contract: Contract, day: date, landing: Landing
) -> DeliveredFile | None:
    """The same bytes as the day before, read the same way: what was counted and decoded then holds now."""
    before = next(landing.before(contract.source.system, day), None)
    known = next((one for one in before.files if one.table == file.table), None) if before else None
    if known is None or known.reading != file.reading:
        return None
    os.link(rows_path(landing.folder(before), file.table), rows_path(received.path.parent, file.table))
    counted = ("names", "records", "malformed", "amount_total", "profile")
    return file.model_copy(update={name: getattr(known, name) for name in counted})


def facts_of(received: Received, contract: Contract) -> DeliveredFile:
    """What is known of a file before it is read."""
    rows = received.declared.get("rows", "")
    declared = tuple((name, received.declared.get(name)) for name in CONTROL_FACTS)
    return DeliveredFile(
        table=contract.name,
        file=received.path.name,
        bytes=received.path.stat().st_size,
        sha256=sha256_of(received.path),
        encoding=getattr(contract.format, "encoding", contract.format.kind),
        layout=layout_of(contract),
        control=_hash_of(declared) if received.declared else "",
        reader=reader_hash(),
        entity_tag=received.entity_tag,
        bookmark=received.bookmark,
        amount_column=received.declared.get("amount_column") or contract.delivery.amount_column,
        declared_records=int(rows) if COUNT.fullmatch(rows) else None,
        declared_amount_total=received.declared.get("amount_total") or None,
        declared_agreement=received.declared.get("agreement") or None,
        declared_purpose=received.declared.get("purpose") or None,
    )
