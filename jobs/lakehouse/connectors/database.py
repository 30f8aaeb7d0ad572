"""Extract the relations of a database in one consistent snapshot, as the text the database itself writes."""

from __future__ import annotations

import gzip
from datetime import date, timedelta
from pathlib import Path

import psycopg
from psycopg import sql

from jobs.lakehouse.connectors.received import Received, Request
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.errors import DataFault, InfrastructureFault


def fetch(request: Request) -> tuple[Received, ...]:
    """Write every relation as a gzipped CSV file with header; all of them as of one moment.

    The session is read-only and repeatable-read. Raises DataFault when the system has not closed that day or has moved
    on, InfrastructureFault when it cannot be reached.
    """
    system, day = request.system, request.business_date
    try:
        with psycopg.connect(request.address, connect_timeout=10) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            _require_closed(connection, request.contracts, day)
            return tuple(
                Received(contract.name, _copy(connection, contract, day, request.previous_date, request.folder))
                for contract in request.contracts
            )
    except psycopg.OperationalError as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0].split(":")[-1].strip()
        raise InfrastructureFault(
            f"Source {system} cannot be reached ({reason}): check that it runs, then try again."
        ) from None
    except psycopg.errors.UndefinedTable as error:
        raise DataFault(f"Source {system}: {error.diag.message_primary}; correct the contract.") from None


def _require_closed(connection: psycopg.Connection, contracts: tuple[Contract, ...], business_date: date) -> None:
    """A relation without history can be taken only while the system stands at that day."""
    calendars = {contract.source.calendar for contract in contracts if contract.source.calendar}
    for calendar in sorted(calendars):
        query = sql.SQL("SELECT max(business_date) FROM {}").format(_identifier(calendar))
        closed = connection.execute(query).fetchone()[0]
        if closed == business_date:
            continue
        system = contracts[0].source.system
        if closed is None or closed < business_date:
            raise DataFault(
                f"Source {system} has not closed {business_date} (it stands at {closed}): "
                "wait for the day's close or choose another date."
            )
        raise DataFault(
            f"Source {system} already stands at {closed}, so {business_date} can no longer be extracted: "
            "only days that were landed in time can be run again."
        )


def _copy(connection: psycopg.Connection, contract: Contract, day: date, previous: date | None, folder: Path) -> Path:
    path = folder / f"{contract.noun}.csv.gz"
    columns = sql.SQL(", ").join(map(sql.Identifier, contract.column_names))
    condition = _condition(contract, day, previous)
    query = sql.SQL(
        "COPY (SELECT {} FROM {} {} ORDER BY 1) TO STDOUT WITH (FORMAT csv, HEADER true, ENCODING 'UTF8')"
    ).format(columns, _identifier(contract.source.relation), condition)
    # A fixed time in the gzip header: the same rows give the same bytes.
    with (
        connection.cursor().copy(query) as rows,
        path.open("wb") as raw,
        gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=3, mtime=0) as file,
    ):
        for block in rows:
            file.write(block)
    return path


def _condition(contract: Contract, day: date, previous: date | None) -> sql.Composable:
    """Changes that were committed late, with an older date, are caught by reading a few days again."""
    watermark = contract.source.watermark
    if watermark is None:
        return sql.SQL("")
    column = sql.Identifier(watermark.column)
    upper = sql.SQL("WHERE {} <= {}").format(column, sql.Literal(day))
    if previous is None:
        return upper
    oldest = previous - timedelta(days=watermark.overlap_days)
    return upper + sql.SQL(" AND {} > {}").format(column, sql.Literal(oldest))


def _identifier(relation: str) -> sql.Identifier:
    return sql.Identifier(*relation.split("."))
