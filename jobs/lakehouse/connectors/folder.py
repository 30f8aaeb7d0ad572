"""Take files from a folder that others write to or from an S3-compatible bucket: complete ones, and only from there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from shutil import copyfileobj
from typing import BinaryIO
from urllib.parse import unquote

import pyarrow as pa
from pyarrow import fs

from jobs.lakehouse.connectors.address import HOST, Address, read_address
from jobs.lakehouse.connectors.complete_files import Look, take
from jobs.lakehouse.connectors.received import Received, Request
from jobs.lakehouse.errors import ContractFault, DataFault, InfrastructureFault

BLOCK = 1024 * 1024
PARAMETERS = ("endpoint_override", "region", "scheme")


def fetch(request: Request) -> tuple[Received, ...]:
    """Copy every file, once it is complete; see ``complete_files`` for when that is.

    Raises ContractFault for a folder or bucket that is not one or that must not be read.
    """
    with _faults(request.system):
        return take(_opened(request), request)


def _opened(request: Request) -> Folder:
    text = request.address
    if text.startswith("file:"):
        return _local(text, request.system)
    address = read_address(text, request.system, ("s3",), PARAMETERS)
    _require_safe(address)
    filesystem, root = fs.FileSystem.from_uri(text)
    return Folder(request.system, filesystem, root)


def _local(text: str, system: str) -> Folder:
    root = Path(unquote(text.removeprefix("file://")))
    if not text.startswith("file:///") or not root.is_dir():
        raise ContractFault(
            f"The address of source {system} is no folder (file:///): correct it where it is configured."
        )
    return Folder(system, fs.LocalFileSystem(), str(root.resolve()))


def _require_safe(address: Address) -> None:
    """Keys and rows travel encrypted, except to this machine."""
    endpoint = address.parameters.get("endpoint_override", "")
    host = endpoint.removeprefix("https://").removeprefix("http://").rsplit(":", 1)[0]
    if endpoint and not HOST.fullmatch(host):
        raise address.refuse("has no valid endpoint_override")
    is_plain = address.parameters.get("scheme", "https") != "https" or endpoint.startswith("http://")
    if is_plain and host not in ("127.0.0.1", "localhost"):
        raise address.refuse("leaves the connection open to readers (scheme)")


@dataclass(frozen=True)
class Folder:
    """The files below a root, which nothing leads out of: neither a path nor a symbolic link."""

    system: str
    filesystem: fs.FileSystem
    root: str

    def look(self, path: str) -> Look | None:
        """Size and time of a file; null when it is not there."""
        info = self.filesystem.get_file_info(self._below(path))
        if info.type == fs.FileType.NotFound:
            return None
        if info.type != fs.FileType.File:
            raise DataFault(f"{path} of source {self.system} is not a file: ask its owner or correct the contract.")
        return Look(info.size, info.mtime_ns or 0)

    def beginning(self, path: str, most: int) -> bytes:
        """At most that many bytes of a file."""
        with self.filesystem.open_input_stream(self._below(path), compression=None) as stream:
            return stream.read(most)

    def copy(self, path: str, file: BinaryIO) -> None:
        """Append a file's bytes."""
        with self.filesystem.open_input_stream(self._below(path), compression=None) as stream:
            copyfileobj(stream, file, BLOCK)

    def _below(self, path: str) -> str:
        whole = f"{self.root}/{path}"
        is_lexical = ".." not in PurePosixPath(path).parts and not path.startswith("/")
        is_real = not isinstance(self.filesystem, fs.LocalFileSystem) or Path(whole).resolve() == Path(whole)
        if not is_lexical or not is_real:
            raise ContractFault(
                f"{path} of source {self.system} leads out of its folder or over a symbolic link: refused, correct the "
                "contract or ask the folder's owner."
            )
        return whole


@contextmanager
def _faults(system: str) -> Iterator[None]:
    try:
        yield
    except PermissionError:
        raise ContractFault(f"The folder of source {system} may not be read: ask its owner for the right.") from None
    except (OSError, pa.ArrowException) as error:
        raise InfrastructureFault(
            f"The folder of source {system} cannot be read ({type(error).__name__}): check it, then try again."
        ) from None
