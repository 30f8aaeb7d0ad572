"""How files come from their sources: one module for each kind of source, all with the same ``fetch``."""

from __future__ import annotations

from jobs.lakehouse.connectors import book, database, folder, vendor_drop, website
from jobs.lakehouse.connectors.received import Received, Request
from jobs.lakehouse.errors import ContractFault

CONNECTORS = {"database": database, "http": website, "sftp": vendor_drop, "folder": folder, "book": book}


def fetch(request: Request) -> tuple[Received, ...]:
    """Everything one system delivers for a day; raises ContractFault when its contracts name two kinds of source."""
    kinds = {contract.source.kind for contract in request.contracts}
    if len(kinds) != 1:
        raise ContractFault(
            f"The contracts of system {request.system} name different kinds of source; make them one kind."
        )
    return CONNECTORS[kinds.pop()].fetch(request)
