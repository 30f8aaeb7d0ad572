"""Which rows of a relation are asked for, and the bookmark that says where the next delivery begins.

Names come from contracts and are quoted; values are literals of the driver. Nothing here asks a clock: where a
delivery begins and ends is what the source itself shows.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import psycopg
from psycopg import sql

from jobs.lakehouse.connectors.database_session import Parameters, session
from jobs.lakehouse.connectors.received import Known, Request
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.errors import ContractFault, DataFault, NotYetDelivered

EVERYTHING = sql.SQL("true")
LONGEST_WRITER_SECONDS = 60.0


@dataclass(frozen=True)
class Selection:
    """The rows of one relation: a condition, their order, and the bookmark to keep."""

    condition: sql.Composable
    order: sql.Composable
    bookmark: str | None = None


def relation(contract: Contract) -> sql.Identifier:
    """The contract's relation as a quoted name."""
    return sql.Identifier(*contract.source.relation.split("."))


def selection(
    connection: psycopg.Connection, contract: Contract, request: Request, ends: Mapping[str, int | None]
) -> Selection:
    """What a contract asks of its relation; ``ends`` are the settled ends of its change tables."""
    known, source = request.known.get(contract.name), contract.source
    if source.changes:
        return _changes(contract, known, ends[contract.name])
    order = _order(contract)
    if source.watermark is None:
        return Selection(EVERYTHING, order)
    highest = _highest(connection, contract, request.business_date)
    begin = _begin(known.bookmark if known else None, highest, source.watermark.overlap_days)
    if begin is None:
        return Selection(EVERYTHING, order, highest)
    column = sql.Identifier(source.watermark.column)
    condition = sql.SQL("({0} >= {1} OR {0} IS NULL)").format(column, sql.Literal(begin))
    return Selection(condition, order, highest)


def _order(contract: Contract) -> sql.Composable:
    """By range, then by key: the same rows give the same bytes, however many parts they are read in."""
    ranges = contract.source.ranges
    names = dict.fromkeys([*([ranges.column] if ranges else []), *contract.key, contract.column_names[0]])
    return sql.SQL(", ").join(map(sql.Identifier, names))


def _highest(connection: psycopg.Connection, contract: Contract, day: date) -> str | None:
    """The column's highest value up to the end of the business day.

    A mistyped year, far ahead, must not become the bookmark: nothing would be delivered until that year.
    """
    column = sql.Identifier(contract.source.watermark.column)
    query = sql.SQL("SELECT max({0})::text FROM {1} WHERE {0} < {2}")
    end = sql.Literal(day + timedelta(days=1))
    return connection.execute(query.format(column, relation(contract), end)).fetchone()[0]


def _begin(bookmark: str | None, highest: str | None, overlap_days: int) -> str | None:
    """From where to read; null means everything.

    A source that now stands before the bookmark was set back, so what it shows now counts.
    """
    if bookmark is None or highest is None:
        return None
    marks = (_mark(bookmark), _mark(highest))
    try:
        return str(min(marks) - timedelta(days=overlap_days))
    except (TypeError, OverflowError):
        # The column has another type than it had, or the source's first day: all of it is never too little.
        return None


def _mark(text: str) -> date | datetime:
    try:
        return date.fromisoformat(text) if len(text) == len("2026-06-01") else datetime.fromisoformat(text)
    except ValueError:
        raise ContractFault("A watermark column must be a date or a timestamp: correct the contract.") from None


def _changes(contract: Contract, known: Known | None, end: int | None) -> Selection:
    begin = int(known.bookmark) if known and known.bookmark else None
    if begin is not None and end is not None and end < begin:
        raise DataFault(
            f"{contract.name}: the source's sequence stands at {end}, behind the {begin} delivered before: its change "
            "table was set back, so ask its owner and take the relation in whole."
        )
    column = sql.Identifier(contract.source.changes.sequence)
    lower = sql.SQL("{} > {}").format(column, sql.Literal(begin)) if begin is not None else EVERYTHING
    condition = sql.SQL("{} AND {} <= {}").format(lower, column, sql.Literal(end))
    newest = begin if end is None else end
    return Selection(condition, column, None if newest is None else str(newest))


def settled_ends(parameters: Parameters, contracts: tuple[Contract, ...]) -> dict[str, int | None]:
    """Up to which sequence number each change table is complete; null for an empty one.

    Numbers are taken before a transaction ends, so a lower one may appear after a higher one was read. Once the highest
    number is known, everyone who was writing then is waited for: after that nothing below it can appear any more.
    """
    asked = [contract for contract in contracts if contract.source.changes]
    if not asked:
        return {}
    with session(parameters) as connection:
        connection.commit()
        connection.autocommit = True
        return {contract.name: _settled_end(connection, contract) for contract in asked}


def _settled_end(connection: psycopg.Connection, contract: Contract) -> int | None:
    column = sql.Identifier(contract.source.changes.sequence)
    query = sql.SQL("SELECT max({})::bigint FROM {}").format(column, relation(contract))
    end = connection.execute(query).fetchone()[0]
    waited_for, deadline = _writers(connection, contract), time.monotonic() + LONGEST_WRITER_SECONDS
    while waited_for & _writers(connection, contract):
        if time.monotonic() > deadline:
            raise NotYetDelivered(
                f"{contract.name}: a transaction has been writing changes for more than "
                f"{LONGEST_WRITER_SECONDS:.0f} seconds, so they are not complete: ask again later."
            )
        time.sleep(0.2)
    return end


def _writers(connection: psycopg.Connection, contract: Contract) -> set[str]:
    """The transactions that hold the lock of a writer on the relation or one of its partitions."""
    query = """
        SELECT virtualtransaction FROM pg_locks
        WHERE locktype = 'relation' AND mode LIKE '%%Exclusive%%' AND mode <> 'ShareUpdateExclusiveLock'
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND (relation = %(name)s::regclass OR relation IN (SELECT relid FROM pg_partition_tree(%(name)s::regclass)))
          AND pid IS DISTINCT FROM pg_backend_pid()
    """
    rows = connection.execute(query, {"name": contract.source.relation}).fetchall()
    return {row[0] for row in rows}
