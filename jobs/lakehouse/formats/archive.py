"""A zip archive from outside: looked through before a byte of it is unpacked, then one member read as a stream.

No entry is ever written to disk under its own name, so a name cannot lead anywhere; archives whose names try to are
refused all the same, because whoever made them did not make a delivery.
"""

from __future__ import annotations

import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from jobs.lakehouse.formats.limits import LARGEST_DIRECTORY, MOST_ENTRIES, Unreadable, damage, is_bomb

ENCRYPTED = 0x1 | 0x40 | 0x2000
ARCHIVE_NAME = re.compile(r"\.(zip|gz|tgz|bz2|xz|7z|rar|tar|zst|jar)$", re.IGNORECASE)
DAMAGE = (EOFError, OSError, RuntimeError, ValueError, struct.error, zlib.error, zipfile.BadZipFile)


class Member:
    """One file of an archive, read as a stream; closing it closes the archive."""

    def __init__(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, handle: BinaryIO) -> None:
        self._archive, self._handle = archive, handle
        self._stream = archive.open(entry)
        self.peek, self.read = self._stream.peek, self._stream.read

    def close(self) -> None:
        """Close stream, archive and file."""
        for one in (self._stream, self._archive, self._handle):
            one.close()


def member_of(path: Path, wanted: str | None) -> Member:
    """The member named ``wanted``, or the only file of the archive; raises Unreadable for anything suspicious."""
    handle = path.open("rb")
    try:
        archive = looked_through(handle)
        return Member(archive, _chosen(archive, wanted), handle)
    except DAMAGE as error:
        handle.close()
        raise damage(error, "is not a whole zip file") from None
    except Unreadable:
        handle.close()
        raise


def looked_through(handle: BinaryIO) -> zipfile.ZipFile:
    """An archive whose directory holds nothing suspicious; raises Unreadable otherwise.

    Names without the UTF-8 mark are GB18030, as Chinese Windows writes them.
    """
    try:
        archive = zipfile.ZipFile(_Guarded(handle), metadata_encoding="gb18030")
    except UnicodeDecodeError:
        raise Unreadable("has an entry whose name is neither UTF-8 nor GB18030") from None
    except DAMAGE as error:
        raise damage(error, "is not a whole zip file") from None
    entries = archive.infolist()
    problem = _problem_of_all(entries) or next(filter(None, map(_problem_of, entries)), None)
    if problem:
        raise Unreadable(problem)
    return archive


class _Guarded:
    """A file that gives no more than the largest allowed directory at once: one of a million entries is never read."""

    def __init__(self, handle: BinaryIO) -> None:
        self._handle = handle
        self.seek, self.tell, self.seekable = handle.seek, handle.tell, handle.seekable

    def read(self, size: int = -1) -> bytes:
        found = self._handle.read(min(size, LARGEST_DIRECTORY + 1) if size >= 0 else LARGEST_DIRECTORY + 1)
        if len(found) > LARGEST_DIRECTORY:
            raise Unreadable(f"has a directory of more than {LARGEST_DIRECTORY} bytes")
        return found


def _problem_of_all(entries: list[zipfile.ZipInfo]) -> str | None:
    names = [unicodedata.normalize("NFKC", entry.filename).casefold().rstrip("/") for entry in entries]
    if len(entries) > MOST_ENTRIES:
        return f"has more than {MOST_ENTRIES} entries"
    if len(set(names)) != len(names):
        return "has two entries of one name"
    if is_bomb(sum(entry.compress_size for entry in entries), sum(entry.file_size for entry in entries)):
        return "expands suspiciously far"
    return None


def _problem_of(entry: zipfile.ZipInfo) -> str | None:
    """What is wrong with one entry, in words without its name."""
    name = entry.orig_filename
    kind = stat.S_IFMT(entry.external_attr >> 16)
    problems = {
        "has an encrypted entry": entry.flag_bits & ENCRYPTED,
        "has an entry with a control character in its name": any(unicodedata.category(one) == "Cc" for one in name),
        "has an entry whose name leads out of the archive": _leads_out(name),
        "has an entry that is neither file nor folder": kind not in (0, stat.S_IFREG, stat.S_IFDIR),
        "has an entry packed by another method than deflate": entry.compress_type
        not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED),
        "holds another archive": ARCHIVE_NAME.search(name),
        "expands suspiciously far": is_bomb(entry.compress_size, entry.file_size),
    }
    return next((text for text, is_so in problems.items() if is_so), None)


def _leads_out(name: str) -> bool:
    """Absolute, with a drive, with back-slashes, or with a step upwards."""
    parts = name.removesuffix("/").split("/")
    return "\\" in name or ":" in parts[0] or any(part in ("", ".", "..") for part in parts)


def _chosen(archive: zipfile.ZipFile, wanted: str | None) -> zipfile.ZipInfo:
    files = [entry for entry in archive.infolist() if not entry.is_dir()]
    chosen = [entry for entry in files if wanted in (None, entry.filename)]
    if wanted and not chosen:
        raise Unreadable(f"has no member {wanted}")
    if len(chosen) != 1:
        raise Unreadable(f"holds {len(files)} files, and its format names no member")
    return chosen[0]
