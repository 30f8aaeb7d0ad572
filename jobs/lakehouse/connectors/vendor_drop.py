"""Take files from an SFTP drop: only complete ones, from a host whose key is known."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import paramiko

from jobs.lakehouse.connectors.address import Address, read_address
from jobs.lakehouse.connectors.complete_files import Look, take
from jobs.lakehouse.connectors.received import Received, Request
from jobs.lakehouse.errors import ContractFault, DataFault, InfrastructureFault

SECONDS = 15
# Silence that ends a session.
QUIET_SECONDS = 60
# Some servers give up when more is asked for at once.
REQUESTS_AT_ONCE = 64


def fetch(request: Request) -> tuple[Received, ...]:
    """Copy every file, once it is complete; see ``complete_files`` for when that is.

    The log-in is the key in ``secrets/<system>_key`` where there is one, otherwise the password of the address.
    """
    address = read_address(request.address, request.system, ("sftp",))
    with connected(address, request.secrets) as client:
        return take(Drop(client), request)


@dataclass(frozen=True)
class Drop:
    """The files of an SFTP server, as this log-in sees them."""

    client: paramiko.SFTPClient

    def look(self, path: str) -> Look | None:
        """Size and time of a file; null when it is not there."""
        with _allowed(path):
            try:
                found = self.client.stat(path)
            except FileNotFoundError:
                return None
        if found.st_mode is not None and not stat.S_ISREG(found.st_mode):
            raise DataFault(f"{path} of the drop is not a file: ask the supplier or correct the contract.")
        return Look(found.st_size or 0, found.st_mtime or 0)

    def beginning(self, path: str, most: int) -> bytes:
        """At most that many bytes of a file."""
        with _allowed(path), self.client.open(path) as handle:
            return handle.read(most)

    def copy(self, path: str, file: BinaryIO) -> None:
        """Append a file's bytes."""
        with _allowed(path):
            self.client.getfo(path, file, max_concurrent_prefetch_requests=REQUESTS_AT_ONCE)


@contextmanager
def _allowed(path: str) -> Iterator[None]:
    try:
        yield
    except PermissionError:
        raise ContractFault(f"The log-in may not read {path} of the drop: ask the supplier for the right.") from None


class _RefuseUnknownHost(paramiko.MissingHostKeyPolicy):
    """A host nobody has confirmed is not spoken to."""

    def missing_host_key(self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> None:
        raise ContractFault(
            f"The host key of {hostname} is unknown: confirm it with the supplier and add it to known_hosts."
        )


@contextmanager
def connected(address: Address, secrets: Path) -> Iterator[paramiko.SFTPClient]:
    """A session on a drop. An unknown or changed host key refuses before any password is sent.

    Raises ContractFault for the host key, the log-in and its key file; InfrastructureFault when the drop cannot be
    reached or breaks off.
    """
    system, client = address.system, paramiko.SSHClient()
    client.set_missing_host_key_policy(_RefuseUnknownHost())
    key = _own_key(secrets / f"{system}_key")
    if key is None and not address.password:
        raise address.refuse(f"has no password, and the secrets folder no {system}_key")
    try:
        _load_known_hosts(client, secrets / "known_hosts")
        _log_in(client, address, key)
        with client.open_sftp() as drop:
            drop.get_channel().settimeout(QUIET_SECONDS)
            yield drop
    except paramiko.BadHostKeyException:
        raise ContractFault(
            f"The host key of {system} has changed: confirm it with the supplier, then update known_hosts."
        ) from None
    except paramiko.AuthenticationException:
        used = f"the key in {system}_key" if key else "the password of the address"
        raise ContractFault(f"The drop of {system} refuses {used}: correct it, or ask the supplier.") from None
    except (paramiko.SSHException, OSError, EOFError) as error:
        raise InfrastructureFault(
            f"The drop of {system} cannot be used ({type(error).__name__}): check that it runs, then try again."
        ) from None
    finally:
        client.close()


def _load_known_hosts(client: paramiko.SSHClient, known_hosts: Path) -> None:
    if not known_hosts.exists():
        raise ContractFault(
            "The secrets folder has no known_hosts: confirm the drop's host key with the supplier and write it there."
        )
    client.load_host_keys(str(known_hosts))


def _own_key(path: Path) -> paramiko.PKey | None:
    if not path.exists():
        return None
    if path.stat().st_mode & 0o077:
        raise ContractFault(f"The key {path.name} in the secrets folder is open to others: give it mode 0600.")
    try:
        return paramiko.PKey.from_path(path)
    except (paramiko.SSHException, paramiko.UnknownKeyType, ValueError, TypeError):
        raise ContractFault(
            f"The key {path.name} in the secrets folder cannot be read: write a private key without a passphrase."
        ) from None


def _log_in(client: paramiko.SSHClient, address: Address, key: paramiko.PKey | None) -> None:
    client.connect(
        address.host,
        port=address.port or 22,
        username=address.user,
        password=None if key else address.password,
        pkey=key,
        timeout=SECONDS,
        banner_timeout=SECONDS,
        auth_timeout=SECONDS,
        allow_agent=False,
        look_for_keys=False,
    )
