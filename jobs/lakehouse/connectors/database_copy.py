"""Copy the rows of one relation out of a source database, in one piece or in parts that are read at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO

import psycopg
from psycopg import sql

from jobs.lakehouse.connectors.database_selection import Selection, relation
from jobs.lakehouse.connectors.database_session import Parameters, session
from jobs.lakehouse.contract import Contract

BLOCK = 1024 * 1024


def copy(connection: psycopg.Connection, contract: Contract, chosen: Selection, file: BinaryIO) -> None:
    """Write the header and the chosen rows as CSV."""
    _copy(connection, _query(contract, chosen.condition, chosen.order), file.write)


def copy_in_parts(
    connection: psycopg.Connection,
    parameters: Parameters,
    contract: Contract,
    chosen: Selection,
    file: BinaryIO,
    folder: Path,
) -> None:
    """The same bytes, read in ranges by sessions that all see the snapshot of ``connection``."""
    snapshot = connection.execute("SELECT pg_export_snapshot()").fetchone()[0]
    conditions = _parts(connection, contract, chosen)
    queries = [
        _query(contract, one, chosen.order, "false" if number else "true") for number, one in enumerate(conditions)
    ]
    parts = [folder / f".{contract.noun}.part{number}" for number in range(len(queries))]
    stop = threading.Event()
    try:
        with ThreadPoolExecutor(len(queries)) as readers:
            readings = [
                readers.submit(_read, parameters, snapshot, query, part, stop)
                for query, part in zip(queries, parts, strict=True)
            ]
            _join(readings, parts, file, stop)
    finally:
        for part in parts:
            part.unlink(missing_ok=True)


def _read(parameters: Parameters, snapshot: str, query: sql.Composable, part: Path, stop: threading.Event) -> None:
    """Write one part; when it breaks off, the others need not go on."""
    try:
        with session(parameters, snapshot) as connection, part.open("wb") as rows:
            _copy(connection, query, rows.write, stop.is_set)
    except BaseException:
        stop.set()
        raise


def _join(readings: list[Future[None]], parts: list[Path], file: BinaryIO, stop: threading.Event) -> None:
    try:
        for reading, part in zip(readings, parts, strict=True):
            reading.result()
            # Where one part broke off, its own fault is on its way; nothing more needs to be written.
            if not stop.is_set():
                with part.open("rb") as rows:
                    copyfileobj(rows, file, BLOCK)
    except BaseException:
        stop.set()
        raise


def _copy(
    connection: psycopg.Connection,
    query: sql.Composable,
    write: Callable[[bytes], object],
    is_stopped: Callable[[], bool] = lambda: False,
) -> None:
    with connection.cursor().copy(query) as rows:
        for block in rows:
            if is_stopped():
                return
            write(block)


def _query(
    contract: Contract, condition: sql.Composable, order: sql.Composable, header: str = "true"
) -> sql.Composable:
    return sql.SQL(
        "COPY (SELECT {} FROM {} WHERE {} ORDER BY {}) TO STDOUT WITH (FORMAT csv, HEADER {}, ENCODING 'UTF8')"
    ).format(
        sql.SQL(", ").join(map(sql.Identifier, contract.column_names)),
        relation(contract),
        condition,
        order,
        sql.SQL(header),
    )


def _parts(connection: psycopg.Connection, contract: Contract, chosen: Selection) -> list[sql.Composable]:
    """Conditions of which every row meets exactly one, for ranges of about equal size; the last one takes the nulls."""
    ranges = contract.source.ranges
    column = sql.Identifier(ranges.column)
    shares = [number / ranges.count for number in range(1, ranges.count)]
    query = sql.SQL("SELECT (percentile_disc({}::float8[]) WITHIN GROUP (ORDER BY {}))::text[] FROM {} WHERE {}")
    found = connection.execute(
        query.format(sql.Literal(shares), column, relation(contract), chosen.condition)
    ).fetchone()[0]
    bounds = [sql.Literal(bound) for bound in dict.fromkeys(found or []) if bound is not None]
    if not bounds:
        return [chosen.condition]
    first = sql.SQL("{} <= {}").format(column, bounds[0])
    between = [sql.SQL("{0} > {1} AND {0} <= {2}").format(column, low, high) for low, high in pairwise(bounds)]
    last = sql.SQL("({0} > {1} OR {0} IS NULL)").format(column, bounds[-1])
    return [sql.SQL("{} AND {}").format(chosen.condition, one) for one in (first, *between, last)]
