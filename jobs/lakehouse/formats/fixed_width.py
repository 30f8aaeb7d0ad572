"""Records of fixed width, as mainframes write them: columns are counted in bytes of the declared encoding.

A character that the width cuts in half, or a record of another length, makes the record malformed. Spaces that fill
a column up are no part of its value.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import accumulate, islice, pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jobs.lakehouse.formats.batches import malformed, numbered
from jobs.lakehouse.formats.limits import BLOCK, LARGEST_RECORD, Unreadable
from jobs.lakehouse.formats.opened import opened
from jobs.lakehouse.source import FixedWidthFormat

LINES_AT_ONCE = 8 * BLOCK
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
END_MARK = b"\x1a"


def field_names(path: Path, form: FixedWidthFormat) -> None:
    """Records of fixed width tell no names."""


def batches(path: Path, form: FixedWidthFormat, names: tuple[str, ...]) -> Iterator[pa.RecordBatch]:
    """Every record under ``names``, which stand in the order of the widths."""
    if len(names) != len(form.widths):
        raise Unreadable(f"has {len(form.widths)} declared widths for {len(names)} columns")
    before = 0
    for lines in _lines(path, form):
        yield from _split(lines, form, names, before)
        before += len(lines)


def _lines(path: Path, form: FixedWidthFormat) -> Iterator[list[bytes]]:
    """Lines without their ends, some megabytes at once; blank lines and the DOS end mark are none."""
    most = max(1, LINES_AT_ONCE // (sum(form.widths) + 2))
    with io.BufferedReader(opened(path, form), BLOCK) as binary:
        every = _bounded_lines(binary)
        while lines := list(islice(every, most)):
            yield lines


def _bounded_lines(binary: io.BufferedReader) -> Iterator[bytes]:
    is_first = True
    while line := binary.readline(LARGEST_RECORD):
        if len(line) == LARGEST_RECORD:
            raise Unreadable(f"has a record of more than {LARGEST_RECORD} bytes")
        text = line.rstrip(b"\r\n").removeprefix(BYTE_ORDER_MARK if is_first else b"")
        is_first = False
        if text and not (text.strip(END_MARK) == b"" and not binary.peek(1)):
            yield text


def _split(lines: list[bytes], form: FixedWidthFormat, names: tuple[str, ...], before: int) -> Iterator[pa.RecordBatch]:
    width = sum(form.widths)
    numbers = np.arange(before + 1, before + len(lines) + 1)
    is_good = np.fromiter((len(line) == width for line in lines), bool, len(lines))
    good = [line for line, fits in zip(lines, is_good, strict=True) if fits]
    columns = _columns(good, form)
    if columns is None:
        is_good = np.fromiter((_columns([line], form) is not None for line in lines), bool, len(lines))
        good = [line for line, fits in zip(lines, is_good, strict=True) if fits]
        columns = _columns(good, form)
    yield numbered(columns, names, pa.array(numbers[is_good], pa.int64()))
    broken = [line.decode(form.encoding, "replace") for line, fits in zip(lines, is_good, strict=True) if not fits]
    if broken:
        yield malformed(broken, names, pa.array(numbers[~is_good], pa.int64()))


def _columns(lines: list[bytes], form: FixedWidthFormat) -> list[pa.Array] | None:
    """The columns of lines; None if a line has another length, or if a column of any line ends inside a character.

    A line end separates the values while a whole column is decoded at once: it is never a part of a longer character.
    """
    width = sum(form.widths)
    if any(len(line) != width for line in lines):
        return None
    table = np.frombuffer(b"".join(lines), np.uint8).reshape(len(lines), width)
    edges = pairwise(accumulate(form.widths, initial=0))
    try:
        return [_column(table[:, start:end], form.encoding) for start, end in edges]
    except UnicodeDecodeError:
        return None


def _column(values: np.ndarray, encoding: str) -> pa.Array:
    ends = np.full((len(values), 1), ord("\n"), np.uint8)
    texts = np.hstack([values, ends]).tobytes().decode(encoding).split("\n")[:-1]
    trimmed = pc.utf8_trim(pa.array(texts, pa.string()), " ")
    return pc.if_else(pc.equal(trimmed, ""), None, trimmed)
