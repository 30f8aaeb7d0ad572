"""Sessions on a source database: read-only, one snapshot, and never longer than it may take."""

from __future__ import annotations

import os
import re
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from psycopg import sql

from jobs.lakehouse.connectors.address import Address, read_address
from jobs.lakehouse.errors import DataFault, InfrastructureFault

PARAMETERS = ("sslmode", "sslrootcert", "sslcert", "sslkey")
# Outside this machine whoever sits between would read the password and every row, or send rows of their own.
PROVEN = "verify-full"
DATABASE = re.compile(r"/[A-Za-z0-9_.$-]{1,63}")
LONGEST_SECONDS = 2 * 3600
# How a half-open connection is noticed: silent for a minute, then three unanswered probes.
LINE = {
    "connect_timeout": 10,
    "keepalives_idle": 60,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
    "application_name": "yihu",
}
# The same rows give the same text whatever the server's settings; a waiting session is not ended by the server.
SETTINGS = (
    "SET timezone = 'UTC'",
    "SET datestyle = 'ISO, YMD'",
    "SET intervalstyle = 'postgres'",
    "SET extra_float_digits = 1",
    "SET bytea_output = 'hex'",
    "SET lock_timeout = '30s'",
    "SET idle_in_transaction_session_timeout = 0",
)

Parameters = Mapping[str, str | int]


def connection_parameters(address: str, system: str, authority: Path) -> Parameters:
    """What the driver is given: host, port, database, user, password and TLS options of the address, nothing else.

    A server outside this machine proves who it is by a certificate of ``authority``, if that file exists, or of the
    machine's own authorities. Raises ContractFault for any other address, before any connection.
    """
    parts = read_address(address, system, ("postgresql",), PARAMETERS)
    if not DATABASE.fullmatch(parts.path):
        raise parts.refuse("does not name one database")
    return {
        **LINE,
        "host": parts.host,
        "port": parts.port or 5432,
        "dbname": parts.path[1:],
        "user": parts.user,
        "password": parts.password,
        **_proof(_mode(parts), authority),
        **parts.parameters,
    }


def _mode(address: Address) -> str:
    mode = address.parameters.get("sslmode", "prefer" if address.is_loopback else PROVEN)
    if mode != PROVEN and not address.is_loopback:
        raise address.refuse(f"lets any server answer in its place (sslmode; allowed: {PROVEN})")
    return mode


def _proof(mode: str, authority: Path) -> Parameters:
    if mode != PROVEN:
        return {"sslmode": mode}
    return {"sslmode": mode, "sslrootcert": str(authority) if authority.exists() else "system"}


@contextmanager
def session(parameters: Parameters, snapshot: str | None = None) -> Iterator[psycopg.Connection]:
    """A read-only, repeatable-read session, of its own moment or of an exported snapshot."""
    with psycopg.connect(**parameters) as connection, _limited(connection):
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        if snapshot:
            connection.execute(sql.SQL("SET TRANSACTION SNAPSHOT {}").format(sql.Literal(snapshot)))
        for setting in (*SETTINGS, f"SET statement_timeout = '{LONGEST_SECONDS}s'"):
            connection.execute(setting)
        yield connection


@contextmanager
def _limited(connection: psycopg.Connection) -> Iterator[None]:
    """Cut the line when time is up: the server's own limit does not end a statement whose rows arrive drop by drop."""
    timer = threading.Timer(LONGEST_SECONDS, _cut, [connection])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _cut(connection: psycopg.Connection) -> None:
    with suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(connection.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)


@contextmanager
def faults(system: str) -> Iterator[None]:
    """End every error of the driver in a sentence without a value; the ones that may pass are infrastructure faults."""
    try:
        yield
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        raise InfrastructureFault(
            f"Source {system} cannot be reached ({_reason(error)}): check that it runs, then try again."
        ) from None
    except psycopg.ProgrammingError as error:
        told = error.diag.message_primary or type(error).__name__
        raise DataFault(f"Source {system}: {told}; correct the contract.") from None
    except psycopg.Error as error:
        raise DataFault(f"Source {system} cannot give these rows ({type(error).__name__}); ask its owner.") from None


def _reason(error: psycopg.Error) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0].split(":")[-1].strip()
