"""Look through a received text file once, strictly, before anything reads it as data.

The file must decode in its declared encoding from the first byte to the last, carry the declared header, and its
records are counted here, so that the engine's count can be held against an independent one.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import BinaryIO

from jobs.lakehouse.contract import Contract, CsvFormat
from jobs.lakehouse.errors import DataFault

LARGEST_FIELD = 1_000_000
LARGEST_EXPANSION = 2 * 1024**3


@dataclass(frozen=True)
class Inspection:
    """What was counted in a file: records without header, and the total of one amount column if asked for."""

    sha256: str
    bytes: int
    records: int
    amount_total: Decimal | None


def inspect(path: Path, contract: Contract, dialect: CsvFormat, amount_column: str | None = None) -> Inspection:
    """Decode, check the header of and count the records of one received file.

    Raises DataFault in one sentence that names file and problem, never a value.
    """
    csv.field_size_limit(LARGEST_FIELD)
    place = f"{contract.name}: file {path.name}"
    rows = csv.reader(_lines(path, dialect, place), delimiter=dialect.delimiter, strict=False)
    try:
        if dialect.header:
            _check_header(next(rows, []), contract, place)
        records, total = _count(rows, contract, amount_column)
    except csv.Error as error:
        raise DataFault(f"{place}: not a delimited text file ({error}); ask the supplier for it again.") from None
    return Inspection(sha256_of(path), path.stat().st_size, records, total)


def sha256_of(path: Path) -> str:
    """Hexadecimal SHA-256 of a file's bytes."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _lines(path: Path, dialect: CsvFormat, place: str) -> Iterator[str]:
    """The file's text line by line, ends kept, so that a quoted line break stays inside its field.

    A line is read in bounded pieces and the total is limited: a file that expands without end is refused.
    """
    encoding = "utf-8-sig" if dialect.encoding == "UTF-8" else dialect.encoding
    expanded = 0
    try:
        with _opened(path, dialect) as binary, io.TextIOWrapper(binary, encoding=encoding, newline="") as text:
            while line := text.readline(LARGEST_FIELD):
                if len(line) == LARGEST_FIELD:
                    raise DataFault(f"{place} has a line of more than {LARGEST_FIELD} characters: refused.")
                expanded += len(line)
                if expanded > LARGEST_EXPANSION:
                    raise DataFault(f"{place} expands to more than {LARGEST_EXPANSION} characters: refused.")
                yield line
    except UnicodeDecodeError:
        raise DataFault(
            f"{place} is not {dialect.encoding}: ask the supplier for the declared encoding or correct the contract."
        ) from None
    except (OSError, EOFError, zlib.error):
        raise DataFault(f"{place} is not a whole gzip file: ask the supplier for it again.") from None


def _opened(path: Path, dialect: CsvFormat) -> BinaryIO:
    return gzip.open(path, "rb") if dialect.compression == "gzip" else path.open("rb")


def _check_header(header: list[str], contract: Contract, place: str) -> None:
    expected = list(contract.column_names)
    if header == expected:
        return
    missing = [name for name in expected if name not in header]
    added = [name for name in header if name not in expected]
    raise DataFault(
        f"{place}: the header is not the contract's (missing: {', '.join(missing) or 'none'}; "
        f"unexpected: {len(added)}; order {'differs' if not missing and not added else 'not compared'}); "
        "ask the supplier or correct the contract."
    )


def _count(rows: Iterable[list[str]], contract: Contract, amount_column: str | None) -> tuple[int, Decimal | None]:
    records, total = 0, Decimal(0)
    position = contract.column_names.index(amount_column) if amount_column else None
    for row in rows:
        if not row:
            continue
        records += 1
        if position is not None and position < len(row):
            total += _amount(row[position])
    return records, total if amount_column else None


def _amount(text: str) -> Decimal:
    """The number in a field, as the supplier's total counts it: what is no number adds nothing."""
    try:
        value = Decimal(text.replace(",", "").strip())
    except InvalidOperation:
        return Decimal(0)
    return value if value.is_finite() else Decimal(0)
