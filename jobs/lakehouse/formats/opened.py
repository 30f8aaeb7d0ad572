"""A received file as a stream of bytes or text, unpacked and decoded strictly, with a limit on everything."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import zlib
from pathlib import Path
from typing import BinaryIO

from jobs.lakehouse.source import Format

LARGEST_FIELD = 1_000_000
LARGEST_EXPANSION = 8 * 1024**3
BLOCK = 1024 * 1024


class Unreadable(Exception):
    """A file is not what its format says; the text continues "file x.csv " and never holds a value."""


def sha256_of(path: Path) -> str:
    """Hexadecimal SHA-256 of a file's bytes."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def opened(path: Path, form: Format) -> BinaryIO:
    """The unpacked bytes of a received file."""
    if form.compression == "gzip":
        return gzip.open(path, "rb")
    return path.open("rb")


class Utf8(io.RawIOBase):
    """The text of a received file as UTF-8, decoded strictly from its declared encoding; a stream for readers in C.

    Raises Unreadable on a byte that is not of the encoding, on half a gzip file, and beyond the limit of expansion.
    """

    def __init__(self, path: Path, form: Format) -> None:
        super().__init__()
        self._encoding = form.encoding
        name = "utf-8-sig" if form.encoding == "UTF-8" else form.encoding
        self._decoder = codecs.getincrementaldecoder(name)("strict")
        self._binary = opened(path, form)
        self._pending = b""
        self._expanded = 0
        self._is_at_end = False

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes; empty at the end."""
        wanted = size if size >= 0 else LARGEST_EXPANSION
        while len(self._pending) < wanted and not self._is_at_end:
            self._pending += self._next_block()
        given, self._pending = self._pending[:wanted], self._pending[wanted:]
        return given

    def readinto(self, buffer) -> int:
        given = self.read(len(buffer))
        buffer[: len(given)] = given
        return len(given)

    def close(self) -> None:
        if not self.closed:
            self._binary.close()
        super().close()

    def _next_block(self) -> bytes:
        try:
            block = self._binary.read(BLOCK)
            self._is_at_end = not block
            self._expanded += len(block)
            text = self._decoder.decode(block, final=self._is_at_end)
        except UnicodeDecodeError:
            raise Unreadable(f"is not {self._encoding}") from None
        except (OSError, EOFError, zlib.error):
            raise Unreadable("is not a whole gzip file") from None
        if self._expanded > LARGEST_EXPANSION:
            raise Unreadable(f"expands to more than {LARGEST_EXPANSION} bytes")
        return text.encode()
