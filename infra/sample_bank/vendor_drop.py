"""The SFTP server of the suppliers of files: each account sees its own folder, and may only read."""

from __future__ import annotations

import hmac
import logging
import os
import socket
import threading
from dataclasses import dataclass
from pathlib import Path

import paramiko
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from infra.sample_bank.drop_accounts import PASSWORD_FILES
from infra.sample_bank.errors import SampleBankError
from infra.sample_bank.read_only_folder import ReadOnlyFolder

_LOG = logging.getLogger(__name__)
_HOST = "127.0.0.1"
_HANDSHAKE_SECONDS = 30
_IDLE_SECONDS = 600


def read_passwords(secrets: Path) -> dict[str, str]:
    """Password by user. Raises SampleBankError when a password file is missing or empty."""
    return {user: _password(secrets / name) for user, name in PASSWORD_FILES.items()}


def _password(path: Path) -> str:
    found = path.read_text(encoding="utf-8").strip() if path.exists() else ""
    if not found:
        raise SampleBankError(f"The password file {path} is missing or empty: run the set-up that makes the secrets.")
    return found


def host_key(secrets: Path, port: int) -> paramiko.PKey:
    """The server's key (file mode 0600), made on first use; its public half goes to known_hosts."""
    path = secrets / "vendor_drop_host_key"
    if not path.exists():
        _write_private(path, _new_key())
    key = paramiko.Ed25519Key.from_private_key_file(str(path))
    line = f"[{_HOST}]:{port} {key.get_name()} {key.get_base64()}\n"
    known_hosts = secrets / "known_hosts"
    if not known_hosts.exists() or known_hosts.read_text(encoding="utf-8") != line:
        _write_private(known_hosts, line.encode())
    return key


def _new_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
    )


def _write_private(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
        handle.write(content)
    partial.replace(path)


class _Login(paramiko.ServerInterface):
    """Password log-in; afterwards a session channel, which carries nothing but SFTP."""

    def __init__(self, passwords: dict[str, str]) -> None:
        self._passwords = passwords
        self.user = ""

    def get_allowed_auths(self, username: str) -> str:
        return "password"

    def check_auth_password(self, username: str, password: str) -> int:
        expected = self._passwords.get(username, "")
        is_right = hmac.compare_digest(expected.encode(), password.encode())
        if not expected or not is_right:
            return paramiko.AUTH_FAILED
        self.user = username
        return paramiko.AUTH_SUCCESSFUL

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED if kind == "session" else paramiko.OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED


@dataclass
class VendorDrop:
    """A listening server. Port 0 asks for any free port."""

    folder: Path
    secrets: Path
    port: int = 0

    def __post_init__(self) -> None:
        self._passwords = read_passwords(self.secrets)
        for user in PASSWORD_FILES:
            (self.folder / user).mkdir(parents=True, exist_ok=True)
        self._listener = socket.create_server((_HOST, self.port))
        self.port = self._listener.getsockname()[1]
        self._key = host_key(self.secrets, self.port)

    def serve(self) -> None:
        """Answer connections until close is called."""
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._converse, args=(connection,), daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        # Closing alone does not wake a thread that waits in accept.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _converse(self, connection: socket.socket) -> None:
        transport = paramiko.Transport(connection)
        try:
            transport.add_server_key(self._key)
            login = _Login(self._passwords)
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _FolderOf, login, self.folder)
            transport.start_server(event=None, server=login)
            # The transport holds its channels weakly: a channel that nobody names is closed at once.
            channel = transport.accept(_HANDSHAKE_SECONDS)
            if channel is not None:
                transport.join(_IDLE_SECONDS)
        except (paramiko.SSHException, EOFError, OSError) as error:
            _LOG.warning("a vendor-drop connection ended early (%s)", type(error).__name__)
        finally:
            transport.close()


class _FolderOf(ReadOnlyFolder):
    """The folder of whoever has logged in."""

    def __init__(self, server: paramiko.ServerInterface, login: _Login, folder: Path) -> None:
        super().__init__(server, root=folder / login.user)
