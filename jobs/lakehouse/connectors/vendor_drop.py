"""Take files from an SFTP drop: only complete ones, from a host whose key is known."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import paramiko

from jobs.lakehouse.connectors.received import Received, Request
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.errors import ContractFault, DataFault, InfrastructureFault

SECONDS = 15


class _RefuseUnknownHost(paramiko.MissingHostKeyPolicy):
    """A host nobody has confirmed is not spoken to."""

    def missing_host_key(self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> None:
        raise ContractFault(
            f"The host key of {hostname} is unknown: confirm it with the supplier and add it to known_hosts."
        )


@contextmanager
def connected(address: str, system: str, known_hosts: Path) -> Iterator[paramiko.SFTPClient]:
    """A session on a drop. An unknown or changed host key refuses before any password is sent.

    Raises ContractFault for the host key, InfrastructureFault when the drop cannot be reached or refuses the login.
    """
    parts = urlsplit(address)
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(_RefuseUnknownHost())
    try:
        client.load_host_keys(str(known_hosts))
        client.connect(
            parts.hostname or "",
            port=parts.port or 22,
            username=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            timeout=SECONDS,
            banner_timeout=SECONDS,
            auth_timeout=SECONDS,
            allow_agent=False,
            look_for_keys=False,
        )
        with client.open_sftp() as drop:
            yield drop
    except paramiko.BadHostKeyException:
        raise ContractFault(
            f"The host key of {system} has changed: confirm it with the supplier, then update {known_hosts.name}."
        ) from None
    except (paramiko.SSHException, OSError) as error:
        raise InfrastructureFault(
            f"The drop of {system} cannot be used ({type(error).__name__}): check that it runs, then try again."
        ) from None
    finally:
        client.close()


def fetch(request: Request) -> tuple[Received, ...]:
    """Copy every file and read its control file; that is written last, so with it the file is complete.

    Raises DataFault when one of them is missing.
    """
    with connected(request.address, request.system, request.secrets / "known_hosts") as drop:
        return tuple(_take(drop, request, contract) for contract in request.contracts)


def _take(drop: paramiko.SFTPClient, request: Request, contract: Contract) -> Received:
    path, control = request.dated(contract.source.path), request.dated(contract.source.control)
    declared = _control_facts(drop, control)
    target = request.folder / path.rsplit("/", 1)[-1]
    try:
        drop.get(path, str(target))
    except FileNotFoundError:
        raise DataFault(
            f"File {path} is missing though its control file {control} is there: ask the supplier."
        ) from None
    return Received(contract.name, target, declared)


def _control_facts(drop: paramiko.SFTPClient, control: str) -> dict[str, str]:
    try:
        with drop.open(control) as handle:
            lines = handle.read().decode("utf-8").splitlines()
    except FileNotFoundError:
        raise DataFault(
            f"Control file {control} is missing, so the delivery is not complete: wait for it or ask the supplier."
        ) from None
    pairs = (line.split("=", 1) for line in lines if "=" in line)
    return {name.strip(): value.strip() for name, value in pairs}
