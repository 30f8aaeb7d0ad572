"""The text of a received file as UTF-8, decoded strictly from its declared encoding."""

from __future__ import annotations

import codecs
import io
from pathlib import Path

from jobs.lakehouse.formats.limits import BLOCK, LARGEST_RECORD, Unreadable
from jobs.lakehouse.formats.opened import opened
from jobs.lakehouse.source import Encoding, Format

BYTE_ORDER_MARK = "\ufeff"
UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
NAMES = {"UTF-16": "UTF-16 with a byte order mark"}
NUL = "\0"
# Control-Z, which DOS programs write after the last line.
END_MARK = "\x1a"


class Utf8(io.RawIOBase):
    """A stream of UTF-8 for readers in C, without byte order mark and end mark.

    Raises Unreadable on a byte that is not of the encoding, on UTF-16 that does not say its byte order, and, once
    ``bound_records`` was called, when more than the largest record goes by without ``record_ends``. ``nul`` stands in
    the place of a NUL for a reader that takes one for the end of its text; ``has_nul`` says that one went by.
    """

    def __init__(self, path: Path, form: Format, encoding: Encoding = "UTF-8", nul: str = NUL) -> None:
        super().__init__()
        self._nul, self.has_nul = nul, False
        self._encoding = encoding
        self._decoder = codecs.getincrementaldecoder(encoding)("strict")
        self._binary = opened(path, form)
        self._block, self._position, self._given = b"", 0, 0
        self._held = ""
        self._is_at_start, self._is_at_end = True, False
        self._record_end: int | None = None

    def readable(self) -> bool:
        return True

    def bound_records(self) -> None:
        """From here on, every record is at most as long as the largest allowed."""
        self._record_end = self._given

    def record_ends(self) -> None:
        """A record was read whole."""
        self._record_end = self._given

    def readinto(self, buffer) -> int:
        while self._position == len(self._block) and not self._is_at_end:
            self._block, self._position = self._next_block(), 0
        given = memoryview(self._block)[self._position : self._position + len(buffer)]
        buffer[: len(given)] = given
        self._position += len(given)
        self._given += len(given)
        if self._record_end is not None and self._given - self._record_end > LARGEST_RECORD:
            raise Unreadable(f"has a record of more than {LARGEST_RECORD} bytes")
        return len(given)

    def close(self) -> None:
        if not self.closed:
            self._binary.close()
        super().close()

    def _next_block(self) -> bytes:
        raw = self._binary.read(BLOCK)
        self._is_at_end = not raw
        try:
            return self._kept(self._held + self._decoder.decode(raw, final=self._is_at_end)).encode()
        except UnicodeError:
            # UTF-16 that does not say its byte order ends here too.
            raise Unreadable(f"is not {NAMES.get(self._encoding, self._encoding)}") from None

    def _kept(self, text: str) -> str:
        """Text without the marks around it; an end mark counts as one only if nothing follows."""
        if self._is_at_start:
            text = text.lstrip(BYTE_ORDER_MARK)
            self._is_at_start = not text
        kept = text.rstrip(END_MARK)
        self._held = text[len(kept) :]
        if len(self._held) > LARGEST_RECORD:
            raise Unreadable("consists of end marks")
        if NUL not in kept:
            return kept
        self.has_nul = True
        return kept.replace(NUL, self._nul)
