"""Core banking: the PostgreSQL database that the sample bank fills through its owner's account."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import psycopg
import pyarrow as pa
import pyarrow.csv as arrow_csv
from psycopg import sql

from infra.sample_bank.errors import SampleBankError
from infra.sample_bank.progress import Progress
from infra.sample_bank.world import World

READER = "lakehouse_reader"
_FOLDER = Path(__file__).parent
# One writer at a time; the number only has to be the same in every process.
_LOCK = 6_011_999


class CoreBank:
    """One open transaction on core banking."""

    def __init__(self, connection: psycopg.Connection, progress: Progress) -> None:
        self._connection = connection
        self._progress = progress

    def create(self, world: World) -> None:
        """Make the empty tables. Raises SampleBankError when the reader's role is missing."""
        found = self._connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (READER,)).fetchone()
        if found is None:
            raise SampleBankError(
                f"The role {READER} does not exist in this PostgreSQL server: create it, then open the bank again."
            )
        self._connection.execute((_FOLDER / "schema.sql").read_text(encoding="utf-8"))
        self._connection.execute(
            "INSERT INTO sample_bank.parameters VALUES (%s, %s, %s)",
            (world.seed, world.customers, world.first_business_date),
        )

    def add_keys(self) -> None:
        """Keys, indexes and the reader's permissions, after the opening rows."""
        with self._progress.step("keys and indexes"):
            self._connection.execute((_FOLDER / "keys.sql").read_text(encoding="utf-8"))

    def world(self) -> World | None:
        """What this bank was made from; null before it is opened."""
        if self._connection.execute("SELECT to_regclass('sample_bank.parameters')").fetchone() == (None,):
            return None
        row = self._connection.execute(
            "SELECT seed, customers, first_business_date FROM sample_bank.parameters"
        ).fetchone()
        return World(*row)

    def closed_days(self) -> list[datetime.date]:
        """The business days closed so far, in order; the first is the opening eve."""
        rows = self._connection.execute("SELECT business_date FROM bank.calendar ORDER BY business_date").fetchall()
        return [row[0] for row in rows]

    def close(self, day: datetime.date) -> None:
        """Write the day into the calendar. The time of closing is part of the sample: always ten in the evening."""
        closed_at = datetime.datetime.combine(day, datetime.time(22))
        self._connection.execute("INSERT INTO bank.calendar VALUES (%s, %s)", (day, closed_at))

    def insert(self, table: str, rows: pa.Table) -> None:
        """Add rows to a table of schema bank."""
        if rows.num_rows:
            with self._progress.rows(table, rows.num_rows):
                self._copy(sql.Identifier("bank", table), rows)

    def update(self, table: str, key: str, rows: pa.Table) -> None:
        """Write the columns of rows over the rows of schema bank that have the same key."""
        if not rows.num_rows:
            return
        changed = [name for name in rows.column_names if name != key]
        with self._progress.rows(f"{table} (changed)", rows.num_rows):
            staged = self._stage(table, rows)
            assignments = sql.SQL(", ").join(
                sql.SQL("{0} = staged.{0}").format(sql.Identifier(name)) for name in changed
            )
            self._connection.execute(
                sql.SQL(
                    "UPDATE {target} AS target SET {assignments} FROM {staged} AS staged"
                    " WHERE target.{key} = staged.{key}"
                ).format(
                    target=sql.Identifier("bank", table),
                    assignments=assignments,
                    staged=staged,
                    key=sql.Identifier(key),
                )
            )

    def post(self, rows: pa.Table) -> None:
        """Add transactions and carry their amounts to the balances of the accounts."""
        if not rows.num_rows:
            return
        self.insert("transaction", rows)
        with self._progress.rows("balance (changed)", rows.num_rows):
            staged = self._stage("transaction", rows.select(["account_id", "direction_code", "amount"]))
            self._connection.execute(
                sql.SQL(
                    "UPDATE bank.account AS target SET balance_amount = balance_amount + moved.amount FROM"
                    " (SELECT account_id, sum(CASE direction_code WHEN 'C' THEN amount ELSE -amount END) AS amount"
                    " FROM {staged} GROUP BY 1) AS moved WHERE target.account_id = moved.account_id"
                ).format(staged=staged)
            )

    def _stage(self, table: str, rows: pa.Table) -> sql.Identifier:
        staged = sql.Identifier("staged")
        columns = sql.SQL(", ").join(sql.Identifier(name) for name in rows.column_names)
        self._connection.execute("DROP TABLE IF EXISTS pg_temp.staged")
        self._connection.execute(
            sql.SQL(
                "CREATE TEMPORARY TABLE staged ON COMMIT DROP AS SELECT {columns} FROM {table} WITH NO DATA"
            ).format(columns=columns, table=sql.Identifier("bank", table))
        )
        self._copy(staged, rows)
        return staged

    def _copy(self, target: sql.Identifier, rows: pa.Table) -> None:
        text = BytesIO()
        arrow_csv.write_csv(rows, text, arrow_csv.WriteOptions(include_header=False))
        command = sql.SQL("COPY {target} ({columns}) FROM STDIN (FORMAT csv)").format(
            target=target, columns=_identifiers(rows.column_names)
        )
        with self._connection.cursor().copy(command) as stream:
            stream.write(text.getbuffer())


def _identifiers(names: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(name) for name in names)


@contextmanager
def core_bank(dsn: str, progress: Progress) -> Iterator[CoreBank]:
    """One transaction on core banking, alone among the writers; everything in it happens or nothing does.

    Raises SampleBankError when the database cannot be reached or refuses.
    """
    try:
        connection = psycopg.connect(dsn)
    except psycopg.OperationalError:
        raise SampleBankError(
            "The core banking database does not answer at the address in YIHU_SAMPLE_BANK_DSN: "
            "start PostgreSQL or correct the address."
        ) from None
    try:
        with connection, connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            yield CoreBank(connection, progress)
    except psycopg.Error as error:
        # The class says what kind of refusal it was; the server's text could quote a row.
        raise SampleBankError(
            f"Core banking refused the work ({type(error).__name__}) and nothing was changed: "
            "see the log of PostgreSQL, correct the cause and run the same command again."
        ) from None
