"""The address of a source system, taken apart once and checked before anything is connected to.

Only the parts named here reach a library: an address cannot smuggle in options. Sentences never repeat an address,
which holds a password.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from jobs.lakehouse.errors import ContractFault

HOST = re.compile(r"[A-Za-z0-9_.:-]{1,253}")


@dataclass(frozen=True)
class Address:
    """Where a system is and how to log in; credentials are decoded."""

    system: str
    scheme: str
    host: str
    port: int | None
    user: str
    password: str = field(repr=False)
    path: str
    parameters: Mapping[str, str] = field(repr=False)

    @property
    def is_loopback(self) -> bool:
        """Whether the address itself says that the system is on this machine."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    def refuse(self, problem: str) -> ContractFault:
        """The fault of this address, as a sentence."""
        return _fault(self.system, problem)


def read_address(text: str, system: str, schemes: Collection[str], parameters: Collection[str] = ()) -> Address:
    """Take an address apart; raises ContractFault unless it has one of the schemes, one host and known parameters."""
    if not text.isprintable() or " " in text or "\\" in text:
        raise _fault(system, "holds a character that no address has")
    parts = _split(text, system)
    if parts.scheme not in schemes:
        raise _fault(system, f"does not begin with {' or '.join(f'{scheme}://' for scheme in schemes)}")
    if not HOST.fullmatch(parts.hostname or ""):
        raise _fault(system, "does not name one host")
    if parts.netloc.count("@") > 1:
        raise _fault(system, "has more than one @ (inside a password it is written %40)")
    if parts.fragment:
        raise _fault(system, "has a part behind #")
    return Address(
        system=system,
        scheme=parts.scheme,
        host=parts.hostname or "",
        port=parts.port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        path=parts.path,
        parameters=_allowed(parts.query, system, parameters),
    )


def _split(text: str, system: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        if parts.port == 0:
            raise ValueError
    except ValueError:
        raise _fault(system, "has no valid host or port") from None
    return parts


def _allowed(query: str, system: str, names: Collection[str]) -> dict[str, str]:
    pairs = parse_qsl(query, keep_blank_values=True)
    if any(name not in names for name, _ in pairs) or len(dict(pairs)) != len(pairs):
        known = ", ".join(sorted(names)) or "none"
        raise _fault(system, f"has a parameter that is not allowed or is given twice (allowed: {known})")
    return dict(pairs)


def _fault(system: str, problem: str) -> ContractFault:
    return ContractFault(f"The address of source {system} {problem}: correct it where it is configured.")


def authority_of(system: str, secrets: Path) -> Path:
    """The file with certificates that a system's server is trusted by, instead of the public ones, if it exists."""
    return secrets / f"{system}_authority.pem"
