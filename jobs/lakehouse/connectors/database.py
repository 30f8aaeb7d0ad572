"""Extract the relations of a database in one consistent snapshot, as the text the database itself writes."""

from __future__ import annotations

import gzip
from datetime import date, timedelta
from pathlib import Path

import psycopg
from psycopg import sql

from jobs.lakehouse.contract import Contract, CsvFormat
from jobs.lakehouse.errors import DataFault, InfrastructureFault

# Changes that were committed late, with an older date, are caught by reading a few days again.
OVERLAP = timedelta(days=3)
TEXT = CsvFormat(compression="gzip")


def extract(
    address: str, contracts: tuple[Contract, ...], business_date: date, previous: date | None, folder: Path
) -> dict[str, Path]:
    """Write every relation as a gzipped CSV file with header; all of them as of one moment.

    The session is read-only and repeatable-read. Returns table name to file. Raises DataFault when the system has not
    closed that day or has moved on, InfrastructureFault when it cannot be reached.
    """
    try:
        with psycopg.connect(address, connect_timeout=10) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            _require_closed(connection, contracts, business_date)
            return {
                contract.name: _copy(connection, contract, business_date, previous, folder) for contract in contracts
            }
    except psycopg.OperationalError as error:
        system = contracts[0].source.system
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0].split(":")[-1].strip()
        raise InfrastructureFault(
            f"Source {system} cannot be reached ({reason}): check that it runs, then try again."
        ) from None
    except psycopg.errors.UndefinedTable as error:
        raise DataFault(
            f"Source {contracts[0].source.system}: {error.diag.message_primary}; correct the contract."
        ) from None


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
    increment = contract.source.increment
    if increment is None:
        return sql.SQL("")
    upper = sql.SQL("WHERE {} <= {}").format(sql.Identifier(increment), sql.Literal(day))
    if previous is None:
        return upper
    lower = sql.SQL(" AND {} > {}").format(sql.Identifier(increment), sql.Literal(previous - OVERLAP))
    return upper + lower


def _identifier(relation: str) -> sql.Identifier:
    return sql.Identifier(*relation.split("."))
