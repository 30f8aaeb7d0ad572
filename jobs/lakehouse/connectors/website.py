"""Fetch files of a web site, asking only for what changed since the previous delivery."""

from __future__ import annotations

import os
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import requests

from jobs.lakehouse.connectors.received import Received, Request
from jobs.lakehouse.contract import Contract
from jobs.lakehouse.errors import ContractFault, DataFault, InfrastructureFault

SECONDS = 30
LARGEST_FILE = 1024**3


def fetch(request: Request) -> tuple[Received, ...]:
    """Fetch every file; when the site says one is unchanged, link the file of the previous delivery instead.

    Raises ContractFault for an address that is neither https nor on this machine, DataFault for a file that is not
    there, InfrastructureFault when the site does not answer.
    """
    return tuple(_fetch(request, contract) for contract in request.contracts)


def _fetch(request: Request, contract: Contract) -> Received:
    address, path, known = request.address, request.dated(contract.source.path), request.known.get(contract.name)
    _require_safe(address)
    target = request.folder / path.rsplit("/", 1)[-1]
    headers = {"If-None-Match": known.entity_tag} if known and known.entity_tag else {}
    url = address.rstrip("/") + path
    try:
        with requests.get(url, headers=headers, timeout=SECONDS, stream=True, allow_redirects=False) as response:
            if response.status_code == 304 and known:
                os.link(known.path, target)
                return Received(contract.name, target, entity_tag=known.entity_tag)
            _require_success(response, url)
            _store(response, target)
            return Received(contract.name, target, entity_tag=response.headers.get("ETag"))
    except requests.RequestException as error:
        raise InfrastructureFault(
            f"{url} cannot be fetched ({type(error).__name__}): check that the site runs, then try again."
        ) from None


def _require_safe(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname or "")):
        return
    raise ContractFault(f"The address {parts.scheme}://{parts.hostname} is not https: use https outside this machine.")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _require_success(response: requests.Response, url: str) -> None:
    if response.status_code == 200:
        return
    if response.status_code >= 500 or response.status_code == 429:
        raise InfrastructureFault(f"{url} answered {response.status_code}: try again later.")
    raise DataFault(f"{url} answered {response.status_code}: ask the publisher or correct the path in the contract.")


def _store(response: requests.Response, target: Path) -> None:
    """Write the raw bytes; a shorter body than announced is an error, not a file."""
    announced = int(response.headers.get("Content-Length", -1))
    received = 0
    with target.open("wb") as file:
        for block in response.raw.stream(1024 * 1024, decode_content=False):
            received += len(block)
            if received > LARGEST_FILE:
                raise DataFault(f"{response.url} sends more than {LARGEST_FILE} bytes: refused.")
            file.write(block)
    if announced not in (-1, received):
        raise InfrastructureFault(f"{response.url} announced {announced} bytes and sent {received}: try again.")
