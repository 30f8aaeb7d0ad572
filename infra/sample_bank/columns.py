"""Arrow columns built from numpy arrays, without a Python loop over rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from infra.sample_bank.draws import Booleans, Integers


def numbered(prefix: str, number: Integers, width: int) -> pa.Array:
    """An identifier such as C000000042: a letter and a zero-padded number."""
    digits = pc.utf8_lpad(pc.cast(pa.array(number), pa.string()), width, "0")
    return joined(prefix, digits)


def scrambled(number: Integers, digits: int) -> Integers:
    """A one-to-one reordering of 0 .. 10**digits - 1: neighbours in the generator are none in the bank.

    The factor is a power of three, which shares no divisor with ten; number must stay below 10**8.
    """
    modulus = 10**digits
    return (np.asarray(number, dtype=np.int64) * 3**18 + 123_456_789) % modulus


def joined(*parts: pa.Array | str) -> pa.Array:
    """Texts written one after the other, row by row."""
    return pc.binary_join_element_wise(*parts, "")


def picked(values: Sequence[str] | pa.Array, position: Integers) -> pa.Array:
    """values[position] as an Arrow column."""
    source = values if isinstance(values, pa.Array) else pa.array(values, pa.string())
    return source.take(pa.array(position))


def money(cents: Integers, absent: Booleans | None = None) -> pa.Array:
    """An amount in yuan as an exact decimal(18,2), made from whole cents."""
    words = np.empty((len(cents), 2), dtype=np.int64)
    words[:, 0] = cents
    words[:, 1] = np.where(np.asarray(cents) < 0, -1, 0)
    column = pa.Array.from_buffers(pa.decimal128(18, 2), len(cents), [None, pa.py_buffer(words)])
    return column if absent is None else blank(column, absent)


def blank(column: pa.Array, absent: Booleans) -> pa.Array:
    """The column with null where absent is true."""
    return pc.if_else(pa.array(absent), pa.scalar(None, column.type), column)


def dates(days: npt.NDArray[np.datetime64]) -> pa.Array:
    """Calendar dates; NaT becomes null."""
    return pa.array(days.astype("datetime64[D]"), pa.date32())


def chosen(condition: Booleans, one: pa.Array | str, other: pa.Array | str) -> pa.Array:
    """one where the condition holds, else other."""
    return pc.if_else(pa.array(condition), one, other)
