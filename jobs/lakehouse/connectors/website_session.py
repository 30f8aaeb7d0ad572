"""A session that can speak with one site only, at the address that was checked.

The name is resolved once. Every later request goes to that address, whatever the name server says by then, and any
other address, also by a redirect, has no way out: the session knows no other transport.
"""

from __future__ import annotations

import socket
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from jobs.lakehouse.connectors.address import Address, read_address
from jobs.lakehouse.errors import ContractFault, InfrastructureFault

# Connecting, and silence between two blocks.
SECONDS = (10, 30)
# IPv6 addresses that stand for an IPv4 address, so that a private one could hide in them.
TRANSLATED = (
    ip_network("::ffff:0:0/96"),
    ip_network("64:ff9b::/96"),
    ip_network("64:ff9b:1::/48"),
    ip_network("2002::/16"),
)


@dataclass(frozen=True)
class Site:
    """A site and the session that reaches it; ``root`` is its address without credentials."""

    root: str
    session: requests.Session

    def get(self, url: str, headers: dict[str, str]) -> requests.Response:
        """Ask for an address of the site; the body is read by the caller, and a redirect is an answer."""
        return self.session.get(url, headers=headers, timeout=SECONDS, stream=True, allow_redirects=False)


def open_site(text: str, system: str, private_hosts: Collection[str], authority: Path) -> Site:
    """The site at an address; ``authority`` has certificates to trust instead of the public ones, if it exists.

    Raises ContractFault for an address that is neither https nor on this machine, or that leads into a private
    network without being named in ``YIHU_PRIVATE_HOSTS``; InfrastructureFault when its name cannot be resolved.
    """
    address = read_address(text, system, ("https", "http"))
    if address.scheme == "http" and not address.is_loopback:
        raise ContractFault(
            f"The address {address.scheme}://{address.host} is not https: use https outside this machine."
        )
    pinned = _checked_ip(address, private_hosts)
    host = f"[{address.host}]" if ":" in address.host else address.host
    origin = f"{address.scheme}://{host}" + (f":{address.port}" if address.port else "")
    session = requests.Session()
    # Proxies, logins and certificates of the environment would lead around the check.
    session.trust_env = False
    session.verify = str(authority) if authority.exists() else True
    session.auth = (address.user, address.password) if address.user else None
    session.headers["Accept-Encoding"] = "identity"
    session.adapters.clear()
    session.mount(f"{origin}/", _PinnedAdapter(address.host, pinned))
    return Site(origin + address.path.rstrip("/"), session)


class _PinnedAdapter(HTTPAdapter):
    """Connects to one IP address; the certificate and the Host header are still those of the name."""

    def __init__(self, host: str, ip: str) -> None:
        self._host, self._ip = host, ip
        super().__init__()

    def build_connection_pool_key_attributes(self, request, verify, cert=None) -> tuple[dict[str, Any], dict[str, Any]]:
        """Where requests asks to which host a connection goes, and with which name it is verified."""
        host, tls = super().build_connection_pool_key_attributes(request, verify, cert)
        host["host"] = self._ip
        if host["scheme"] == "https":
            tls |= {"server_hostname": self._host, "assert_hostname": self._host}
        return host, tls

    def add_headers(self, request, **kwargs: Any) -> None:
        """The Host header would otherwise show the IP address."""
        request.headers["Host"] = urlsplit(request.url).netloc


def _checked_ip(address: Address, private_hosts: Collection[str]) -> str:
    try:
        found = socket.getaddrinfo(address.host, None, type=socket.SOCK_STREAM)
    except OSError:
        raise InfrastructureFault(
            f"The name {address.host} of source {address.system} cannot be resolved: check it, then try again."
        ) from None
    addresses = [ip_address(entry[4][0].split("%")[0]) for entry in found]
    is_named = address.is_loopback or address.host in private_hosts
    for one in addresses:
        if not _is_allowed(one, is_named):
            raise ContractFault(
                f"The host {address.host} of source {address.system} lies in a private or reserved network: correct "
                "the address, or name the host in YIHU_PRIVATE_HOSTS if it is one of the bank's own."
            )
    return str(addresses[0])


def _is_allowed(ip: IPv4Address | IPv6Address, is_named: bool) -> bool:
    """Public addresses; those of the bank's network and of this machine only when the host was named.

    Link-local addresses serve the metadata of cloud machines, with credentials: no source lies there.
    """
    if ip.is_link_local or ip.is_multicast or ip.is_unspecified or any(ip in network for network in TRANSLATED):
        return False
    return ip.is_global or is_named
