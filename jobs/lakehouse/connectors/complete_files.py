"""Take files from a place where others are still writing: only those that are complete.

With a control file a file is complete, since that is written last. Without one, it is complete when nothing is being
written beside it and it stands still. Files are asked for by name; a folder is never listed, however full it is.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from jobs.lakehouse.connectors.received import CONTROL_FACTS, Received, Request
from jobs.lakehouse.connectors.whole_file import LARGEST_FILE, target, written
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.errors import DataFault, InfrastructureFault, NotYetDelivered

# Names under which programs for file transfer write until a file is whole.
UNFINISHED = (".part", ".partial", ".filepart", ".tmp", ".temp")
STILL_SECONDS = 3.0
LARGEST_CONTROL = 64 * 1024


@dataclass(frozen=True)
class Look:
    """What a place says of a file: bytes, and when it was last written, in the place's own words."""

    size: int
    modified: float


class Place(Protocol):
    """Where files lie. ``look`` gives null for a file that is not there and raises DataFault for what is no file."""

    def look(self, path: str) -> Look | None: ...
    def beginning(self, path: str, most: int) -> bytes: ...
    def copy(self, path: str, file: BinaryIO) -> None: ...


def take(place: Place, request: Request) -> tuple[Received, ...]:
    """The file of every contract, whole.

    Raises NotYetDelivered when a file or its control file is missing, still grows or is empty, or the latter tells
    nothing of the former; DataFault when it is larger than any file may be or its control file is none.
    """
    controlled = [contract for contract in request.contracts if contract.source.control]
    declared = {contract.name: _control_facts(place, request.dated(contract.source.control)) for contract in controlled}
    looks = {contract.name: _first_look(place, request, contract) for contract in request.contracts}
    if len(controlled) < len(request.contracts):
        time.sleep(STILL_SECONDS)
    return tuple(
        _taken(place, request, contract, looks[contract.name], declared.get(contract.name, {}))
        for contract in request.contracts
    )


def _control_facts(place: Place, control: str) -> dict[str, str]:
    if place.look(control) is None:
        raise NotYetDelivered(
            f"Control file {control} is missing, so the delivery is not complete: wait for it or ask the supplier."
        )
    content = place.beginning(control, LARGEST_CONTROL + 1)
    try:
        if len(content) > LARGEST_CONTROL:
            raise ValueError
        lines = content.decode("utf-8-sig").splitlines()
    except ValueError:
        raise DataFault(
            f"Control file {control} is not UTF-8 text of at most {LARGEST_CONTROL} bytes: ask the supplier."
        ) from None
    pairs = (line.split("=", 1) for line in lines if "=" in line)
    facts = {name.strip().lower(): value.strip() for name, value in pairs}
    if not any(facts.get(name) for name in CONTROL_FACTS):
        raise NotYetDelivered(
            f"Control file {control} tells none of {', '.join(CONTROL_FACTS)} (a line rows=5000), so nothing says that "
            "the delivery is complete: wait for it or ask the supplier."
        )
    return facts


def _first_look(place: Place, request: Request, contract: Contract) -> Look:
    path, control = request.dated(contract.source.path), contract.source.control
    look = place.look(path)
    if look is None:
        told = f" though its control file {request.dated(control)} is there" if control else ""
        raise NotYetDelivered(f"File {path} is missing{told}: wait for it or ask the supplier.")
    if look.size > LARGEST_FILE:
        raise DataFault(f"File {path} has more than {LARGEST_FILE} bytes: refused, ask the supplier.")
    if control is None:
        _require_finished(place, path, look)
    return look


def _require_finished(place: Place, path: str, look: Look) -> None:
    for ending in UNFINISHED:
        if place.look(path + ending) is not None:
            raise NotYetDelivered(f"File {path} is still being written (as {path + ending}): ask again later.")
    if look.size == 0:
        raise NotYetDelivered(f"File {path} is still empty: ask again later.")


def _taken(place: Place, request: Request, contract: Contract, look: Look, declared: Mapping[str, str]) -> Received:
    path = request.dated(contract.source.path)
    destination = target(request, contract, path)
    _require_still(place, path, look)
    with written(destination) as file:
        place.copy(path, file)
        if file.tell() != look.size:
            raise InfrastructureFault(f"File {path} has {look.size} bytes, {file.tell()} were copied: try again.")
        _require_still(place, path, look)
    return Received(contract.name, destination, declared)


def _require_still(place: Place, path: str, look: Look) -> None:
    if place.look(path) != look:
        raise NotYetDelivered(f"File {path} is still being written: ask again later.")
