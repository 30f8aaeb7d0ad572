"""Extract the relations of a database in one consistent snapshot, as the text the database itself writes.

COPY writes a missing value as nothing and an empty text as ``""``: the two stay apart in the file.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from datetime import date

import psycopg
from psycopg import sql

from jobs.lakehouse.connectors.database_copy import copy, copy_in_parts
from jobs.lakehouse.connectors.database_selection import selection, settled_ends
from jobs.lakehouse.connectors.database_session import Parameters, connection_parameters, faults, session
from jobs.lakehouse.connectors.received import Received, Request
from jobs.lakehouse.connectors.whole_file import written
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.errors import DataFault, NotYetDelivered


def fetch(request: Request) -> tuple[Received, ...]:
    """Write the rows asked for of every relation as a gzipped CSV file with header; all of them as of one moment.

    Raises NotYetDelivered when the system has not closed that day, DataFault when it has moved on or its change table
    was set back, InfrastructureFault when it cannot be reached or breaks off.
    """
    parameters = connection_parameters(request.address, request.system, request.authority)
    with faults(request.system):
        ends = settled_ends(parameters, request.contracts)
        with session(parameters) as connection:
            _require_closed(connection, request.contracts, request.business_date)
            return tuple(_extracted(connection, parameters, request, contract, ends) for contract in request.contracts)


def _require_closed(connection: psycopg.Connection, contracts: tuple[Contract, ...], business_date: date) -> None:
    """A relation without history can be taken only while the system stands at that day."""
    system = contracts[0].source.system
    calendars = {contract.source.calendar for contract in contracts if contract.source.calendar}
    for calendar in sorted(calendars):
        query = sql.SQL("SELECT max(business_date) FROM {}").format(sql.Identifier(*calendar.split(".")))
        closed = connection.execute(query).fetchone()[0]
        if closed is None or closed < business_date:
            raise NotYetDelivered(
                f"Source {system} has not closed {business_date} (it stands at {closed}): "
                "wait for the day's close or choose another date."
            )
        if closed > business_date:
            raise DataFault(
                f"Source {system} already stands at {closed}, so {business_date} can no longer be extracted: "
                "only days that were landed in time can be run again."
            )


def _extracted(
    connection: psycopg.Connection,
    parameters: Parameters,
    request: Request,
    contract: Contract,
    ends: Mapping[str, int | None],
) -> Received:
    chosen = selection(connection, contract, request, ends)
    path = request.folder / f"{contract.noun}.csv.gz"
    # A fixed time in the gzip header: the same rows give the same bytes.
    with written(path) as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=3, mtime=0) as file:
        if contract.source.ranges:
            copy_in_parts(connection, parameters, contract, chosen, file, request.folder)
        else:
            copy(connection, contract, chosen, file)
    return Received(contract.name, path, bookmark=chosen.bookmark)
