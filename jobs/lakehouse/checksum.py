"""Whether a file still has the bytes that were written: by the checksums that the engine writes with it.

Beside each file that the engine writes into a folder lies ``.<name>.crc`` with a CRC32 of every 512 bytes (Hadoop's
ChecksumFileSystem). A Parquet file without one carries a CRC32 of every page.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

MAGIC = b"crc\0"
ALTERED = "has other bytes than were written"
SLICES_AT_ONCE = 4096


def sidecar_of(path: Path) -> Path:
    """The file with the checksums of a file."""
    return path.with_name(f".{path.name}.crc")


def altered(path: Path) -> str | None:
    """What a file's checksums say against it; None when they agree, or there are none."""
    sidecar = sidecar_of(path)
    if not sidecar.exists():
        return None
    head, sums = sidecar.read_bytes()[:8], sidecar.read_bytes()[8:]
    if head[:4] != MAGIC or len(sums) % 4:
        return "has checksums that cannot be read"
    size = struct.unpack(">i", head[4:])[0]
    return None if _sums(path, size) == sums else ALTERED


def parquet_flaw(path: Path, size: int, rows: int | None) -> str | None:
    """What is wrong with a data file whose log promises a size in bytes and a number of rows, or None."""
    if not path.exists():
        return "is missing"
    if path.stat().st_size != size:
        return f"has {path.stat().st_size} bytes where the log says {size}"
    said = altered(path)
    if said:
        return said
    try:
        held = _rows(path)
    except (OSError, pa.ArrowException):
        return "cannot be read, a page of it was altered"
    return None if rows in (None, held) else f"has {held} rows where the log says {rows}"


def _sums(path: Path, size: int) -> bytes:
    found = bytearray()
    with path.open("rb") as file:
        while block := file.read(size * SLICES_AT_ONCE):
            for start in range(0, len(block), size):
                found += struct.pack(">I", zlib.crc32(block[start : start + size]))
    return bytes(found)


def _rows(path: Path) -> int:
    """The rows of a file, whose pages are all read where no checksums lie beside it."""
    file = pq.ParquetFile(path, page_checksum_verification=True)
    if sidecar_of(path).exists():
        return file.metadata.num_rows
    return sum(batch.num_rows for batch in file.iter_batches())
