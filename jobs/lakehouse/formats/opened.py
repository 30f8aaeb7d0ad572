"""A received file as a stream of its unpacked bytes, with a limit on everything.

Nothing is unpacked into a folder: a stream is read on, and stops at the first damage or at a limit.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import shutil
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from jobs.lakehouse.formats.archive import member_of
from jobs.lakehouse.formats.limits import BLOCK, LARGEST_EXPANSION, Unreadable, damage, is_bomb
from jobs.lakehouse.source import Format

# The first bytes of packed files, and of the Excel files of before 2007 (also of encrypted newer ones).
MAGIC = {
    b"\x1f\x8b": "gzip",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!": "rar",
    b"\xd0\xcf\x11\xe0": "an old or encrypted Office format",
}
DAMAGE = (EOFError, OSError, RuntimeError, ValueError, zlib.error, zipfile.BadZipFile)


def sha256_of(path: Path) -> str:
    """Hexadecimal SHA-256 of a file's bytes."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def opened(path: Path, form: Format) -> BinaryIO:
    """The unpacked bytes of a received file; raises Unreadable when it is packed otherwise than its format declares.

    Reading raises Unreadable on damage, on bytes after the end of a gzip file, and beyond the limits of expansion.
    """
    _require_packing(path, form)
    if form.compression == "none":
        return path.open("rb")
    unpacked = _Unpacked(path, form)
    try:
        _require_plain(unpacked.head(), form)
    except Unreadable:
        unpacked.close()
        raise
    return unpacked


def seekable(path: Path, form: Format) -> BinaryIO:
    """The unpacked bytes for a reader that jumps about; a packed file is unpacked into a nameless file beside it."""
    binary = opened(path, form)
    if form.compression == "none":
        return binary
    with binary:
        nameless = tempfile.TemporaryFile(dir=path.parent)  # noqa: SIM115 - the caller closes it
        shutil.copyfileobj(binary, nameless, BLOCK)
    nameless.seek(0)
    return nameless


def _require_packing(path: Path, form: Format) -> None:
    with path.open("rb") as handle:
        head = handle.read(8)
    if form.compression == "none":
        return _require_plain(head, form)
    found = _packing(head)
    if found != form.compression:
        raise Unreadable(f"is not a whole {form.compression} file but {f'packed with {found}' if found else 'plain'}")
    return None


def _require_plain(head: bytes, form: Format) -> None:
    found = _packing(head)
    if form.kind == "excel" and found == "zip":
        return
    if found:
        raise Unreadable(f"is packed with {found}, which its format does not declare")


def _packing(head: bytes) -> str | None:
    return next((name for magic, name in MAGIC.items() if head.startswith(magic)), None)


class _Unpacked(io.RawIOBase):
    """What comes out of a gzip file or of one member of a zip archive, counted and held to the limits."""

    def __init__(self, path: Path, form: Format) -> None:
        super().__init__()
        self._kind = form.compression
        self._source = gzip.GzipFile(path) if self._kind == "gzip" else member_of(path, form.member)
        self._packed = path.stat().st_size
        self._expanded = 0

    def readable(self) -> bool:
        return True

    def head(self) -> bytes:
        """The first bytes, which stay to be read."""
        try:
            return self._source.peek(8)[:8]
        except DAMAGE as error:
            raise damage(error, f"is not a whole {self._kind} file") from None

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes; empty at the end."""
        try:
            block = self._source.read(BLOCK if size < 0 else min(size, BLOCK))
        except DAMAGE as error:
            raise damage(error, f"is not a whole {self._kind} file") from None
        self._expanded += len(block)
        if is_bomb(self._packed, self._expanded):
            raise Unreadable(f"expands to more than {LARGEST_EXPANSION >> 30} GiB or suspiciously far")
        return block

    def readinto(self, buffer) -> int:
        block = self.read(len(buffer))
        buffer[: len(block)] = block
        return len(block)

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()
