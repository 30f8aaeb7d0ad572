"""A real SFTP server over one folder, whose files grow, are hidden or are forbidden as a test wants."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import paramiko
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from infra.sample_bank.read_only_folder import ReadOnlyFolder

PASSWORD = "a password / with @ signs"


def new_key(path: Path) -> paramiko.PKey:
    """A new private key in a file of mode 0600."""
    content = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
    )
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
        file.write(content)
    return paramiko.Ed25519Key.from_private_key_file(str(path))


class OddDrop:
    """A listening server. ``passwords`` are those that were sent; ``lists`` how often the folder was listed.

    ``forbidden`` names cannot be looked at; ``at_look`` is called with each name before it is looked at.
    """

    def __init__(self, folder: Path, secrets: Path) -> None:
        self.folder, self.secrets = folder, secrets
        self.allowed_key: paramiko.PKey | None = None
        self.passwords: list[str] = []
        self.lists = 0
        self.forbidden: set[str] = set()
        self.at_look: Callable[[str], None] = lambda name: None
        self._key = new_key(secrets / "host_key")
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.know(self._key)

    @property
    def address(self) -> str:
        return f"sftp://vendor:a%20password%20%2F%20with%20%40%20signs@127.0.0.1:{self.port}"

    def know(self, key: paramiko.PKey) -> None:
        """Write a host key into known_hosts."""
        line = f"[127.0.0.1]:{self.port} {key.get_name()} {key.get_base64()}\n"
        (self.secrets / "known_hosts").write_text(line)

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                threading.Thread(target=self._converse, args=(connection,), daemon=True).start()

    def _converse(self, connection: socket.socket) -> None:
        transport = paramiko.Transport(connection)
        with suppress(paramiko.SSHException, EOFError, OSError):
            transport.add_server_key(self._key)
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _Folder, self)
            transport.start_server(server=_Login(self))
            channel = transport.accept(10)
            if channel is not None:
                transport.join(60)
        transport.close()


class _Login(paramiko.ServerInterface):
    def __init__(self, drop: OddDrop) -> None:
        self._drop = drop

    def get_allowed_auths(self, username: str) -> str:
        return "password,publickey"

    def check_auth_password(self, username: str, password: str) -> int:
        self._drop.passwords.append(password)
        return paramiko.AUTH_SUCCESSFUL if (username, password) == ("vendor", PASSWORD) else paramiko.AUTH_FAILED

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        return paramiko.AUTH_SUCCESSFUL if key == self._drop.allowed_key else paramiko.AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED


class _Folder(ReadOnlyFolder):
    def __init__(self, server: paramiko.ServerInterface, drop: OddDrop) -> None:
        super().__init__(server, root=drop.folder)
        self._drop = drop

    def list_folder(self, path: str):
        self._drop.lists += 1
        return super().list_folder(path)

    def stat(self, path: str):
        self._drop.at_look(path.lstrip("/"))
        return paramiko.SFTP_PERMISSION_DENIED if path.lstrip("/") in self._drop.forbidden else super().stat(path)

    lstat = stat


@contextmanager
def odd_drop(folder: Path) -> Iterator[OddDrop]:
    """A running server over ``folder/vendor``; its known_hosts lies in ``folder``."""
    (folder / "vendor").mkdir()
    drop = OddDrop(folder / "vendor", folder)
    threading.Thread(target=drop.serve, daemon=True).start()
    yield drop
    drop.listener.shutdown(socket.SHUT_RDWR)
    drop.listener.close()
